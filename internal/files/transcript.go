package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"time"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// Contacts is where contacts are looked up; a store.Store is one.
type Contacts interface {
	// Contact reads a contact. store.ErrNotFound.
	Contact(ctx context.Context, id chat.ContactID) (chat.Contact, error)
}

// WriteTranscript writes what a request asks for and a line end: the archived
// object as it is, or a link to it. The errors are for an operator to read.
func WriteTranscript(ctx context.Context, w io.Writer, contacts Contacts, bucket archive.Bucket, q TranscriptRequest) error {
	key, err := transcriptKey(ctx, contacts, q.ContactID)
	if err != nil {
		return err
	}
	if q.Link > 0 {
		return writeLink(ctx, w, bucket, key, q.Link)
	}
	body, err := bucket.Get(ctx, key, archive.MaxTranscriptBytes)
	if err != nil {
		return err
	}
	_, err = w.Write(append(body, '\n'))
	return err
}

// transcriptKey is the key of the object, which is there as far as the database
// knows.
func transcriptKey(ctx context.Context, contacts Contacts, id chat.ContactID) (string, error) {
	contact, err := contacts.Contact(ctx, id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return "", fmt.Errorf("there is no contact %s", id)
	case err != nil:
		return "", fmt.Errorf("look up contact %s: %w", id, err)
	case !contact.Ended():
		return "", fmt.Errorf("contact %s goes on: its transcript is archived when it ends", id)
	case !contact.Archive.Confirmed:
		return "", fmt.Errorf("the transcript of contact %s is not archived yet: the server tries again until it is", id)
	}
	return contact.Archive.Key, nil
}

func writeLink(ctx context.Context, w io.Writer, bucket archive.Bucket, key string, life time.Duration) error {
	link, err := bucket.SignedURL(ctx, key, archive.Link{
		For: life, Name: path.Base(key), ContentType: "application/json",
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(w, link)
	return err
}
