package archive

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
)

// The database tells that a transcript has been kept, and all nodes believe it:
// they must look where it was put. So the files carry a mark, and the database
// has the same one among its secrets.
const (
	// MarkSecret is the name of the mark in the database.
	MarkSecret = "files"
	// markKey is where the mark lies in the files. It is plain to see, so that
	// whoever copies the files takes it along.
	markKey = "rejoin-installation"
	// maxMark is more bytes than any mark has.
	maxMark = 256
)

// ErrOtherFiles says that files are not those of the installation.
var ErrOtherFiles = errors.New("the files are not this installation's")

// Agree reads the mark of the installation from what its nodes share. When there
// is none it has one proposed; of concurrent proposals one wins.
type Agree func(ctx context.Context, propose func() ([]byte, error)) ([]byte, error)

// Claim makes sure that a bucket is the one of the installation, and makes it that
// at the first start. Many nodes may do so at a time. ErrOtherFiles, ErrAway.
//
// A mark that is proposed lies in the proposer's bucket before the others can
// learn of it. So whoever learns of it and does not find it has another bucket,
// and whoever goes on after a crash finds it.
func Claim(ctx context.Context, b Bucket, agree Agree) (err error) {
	before, err := readMark(ctx, b, markKey)
	if err != nil {
		return err
	}
	var proposed string
	agreed, err := agree(ctx, func() ([]byte, error) {
		if before != "" {
			return nil, errOthers
		}
		proposed = rand.Text()
		return []byte(proposed), writeMark(ctx, b, proposalKey(proposed), proposed)
	})
	if err != nil {
		return fmt.Errorf("agree on the mark of the files: %w", err)
	}
	mark := string(agreed)
	if before != mark {
		err = settle(ctx, b, mark)
	}
	if proposed != "" && proposed != mark {
		err = errors.Join(err, b.Delete(ctx, proposalKey(proposed)))
	}
	return err
}

// settle marks the bucket where the mark was proposed. Others may be doing the
// same.
func settle(ctx context.Context, b Bucket, mark string) error {
	switch proposal, err := readMark(ctx, b, proposalKey(mark)); {
	case err != nil:
		return err
	case proposal == "":
		return Belongs(ctx, b, mark)
	}
	if err := Mark(ctx, b, mark); err != nil {
		return err
	}
	return b.Delete(ctx, proposalKey(mark))
}

// Belongs reports files that do not bear a mark. ErrOtherFiles, ErrAway.
func Belongs(ctx context.Context, b Bucket, mark string) error {
	switch found, err := readMark(ctx, b, markKey); {
	case err != nil:
		return err
	case found == "":
		return fmt.Errorf("%w: its transcripts were kept elsewhere, and nothing of it is here; "+
			"give all servers the same --files. If these are its files all the same, put an object %s there that says %s",
			ErrOtherFiles, markKey, mark)
	case found != mark:
		return errOthers
	}
	return nil
}

// errOthers refuses files that bear another mark.
var errOthers = fmt.Errorf("%w: they bear the mark of another one, whose transcripts they hold; "+
	"give each installation a folder, bucket or prefix of its own. If the other one is gone, or was this one before "+
	"a backup of the database was restored, delete the object %s there", ErrOtherFiles, markKey)

// Mark makes a bucket that of an installation, unless it is another's.
// ErrOtherFiles, ErrAway.
func Mark(ctx context.Context, b Bucket, mark string) error {
	switch found, err := readMark(ctx, b, markKey); {
	case err != nil:
		return err
	case found == "":
		return writeMark(ctx, b, markKey, mark)
	case found != mark:
		return errOthers
	}
	return nil
}

func proposalKey(mark string) string { return markKey + "." + mark }

// readMark reads a mark, "" when there is none.
func readMark(ctx context.Context, b Bucket, key string) (string, error) {
	body, err := b.Get(ctx, key, maxMark)
	switch {
	case errors.Is(err, ErrMissing):
		return "", nil
	case errors.Is(err, ErrTooLarge):
		return "", errOthers
	case err != nil:
		return "", fmt.Errorf("read the mark of the files: %w", err)
	}
	if mark := strings.TrimSpace(string(body)); mark != "" {
		return mark, nil
	}
	return "", errOthers // somebody emptied it
}

func writeMark(ctx context.Context, b Bucket, key, mark string) error {
	if err := b.Put(ctx, key, []byte(mark+"\n")); err != nil {
		return fmt.Errorf("mark the files: %w", err)
	}
	return nil
}
