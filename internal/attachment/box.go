package attachment

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"strings"
	"time"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Box holds the files. Its methods may be called concurrently.
type Box struct {
	Bucket archive.Bucket
	// Links are those of the server's own door for reading.
	Links *archive.Links
	// Uploads are the addresses at which files arrive.
	Uploads *Uploads
}

// maxNoteBytes is the largest note that is read back; a name has 256 characters.
const maxNoteBytes = 8 << 10

// Address is where a file is sent to with PUT, and the headers that have to come with
// it. It is good for uploadLife.
func (b *Box) Address(u chat.Upload) (url string, headers map[string]string, err error) {
	if url, err = b.Uploads.sign(u); err != nil {
		return "", nil, err
	}
	return url, map[string]string{"Content-Type": u.ContentType}, nil
}

// errOther says that other bytes have arrived already.
var errOther = errors.New("attachment: another file of that id has arrived")

// Keep stores a file and then, beside it, what was said of it: whoever finds the note
// finds the file, and nobody changes it any more. The same file again is no error.
// errOther, archive.ErrAway.
func (b *Box) Keep(ctx context.Context, u chat.Upload, body []byte) error {
	switch _, err := b.Kept(ctx, u.ID); {
	case err == nil:
		return b.compare(ctx, u, body)
	case !archive.IsLost(err):
		return err
	}
	about, err := json.Marshal(noteOf(u))
	if err != nil {
		return err
	}
	if err := b.Bucket.Put(ctx, fileKey(u.ID), body); err != nil {
		return err
	}
	return b.Bucket.Put(ctx, noteKey(u.ID), about)
}

// compare is nil if a file that was kept is the same.
func (b *Box) compare(ctx context.Context, u chat.Upload, body []byte) error {
	kept, err := b.Bucket.Get(ctx, fileKey(u.ID), u.Bytes)
	switch {
	case err != nil:
		return err
	case !bytes.Equal(kept, body):
		return errOther
	}
	return nil
}

// Kept reads what was said of a file that has arrived. archive.ErrMissing of one that
// has not; archive.ErrAway.
func (b *Box) Kept(ctx context.Context, id chat.AttachmentID) (u chat.Upload, err error) {
	raw, err := b.Bucket.Get(ctx, noteKey(id), maxNoteBytes)
	if err != nil {
		return u, err
	}
	var about note
	if err := json.Unmarshal(raw, &about); err != nil {
		return u, errors.Join(archive.ErrDamaged, fmt.Errorf("the note of attachment %s: %w", id, err))
	}
	return about.upload(), nil
}

// URL is where whoever has it reads a file for a while.
func (b *Box) URL(u chat.Upload, life time.Duration) (string, error) {
	return b.Links.Sign(fileKey(u.ID), archive.Link{For: life, Name: u.Name, ContentType: u.ContentType})
}

// folder is where attachments lie. spec: Associate an instance storage config,
// ATTACHMENTS.
const folder = "Attachments"

// Holds reports whether attachments lie under a key.
func Holds(key string) bool { return strings.HasPrefix(key, folder+"/") }

func fileKey(id chat.AttachmentID) string {
	session, item, _ := id.Parts()
	return path.Join(folder, string(session), string(item))
}

func noteKey(id chat.AttachmentID) string { return fileKey(id) + ".json" }
