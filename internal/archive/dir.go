package archive

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// Dir is a bucket on the local disk. An object is written beside the others,
// synced, and only then given its name, so that a crash leaves either the whole
// object or none; what a crash left unnamed is removed at the next opening.
type Dir struct {
	// root resolves names within the folder only, whatever links lie there.
	root *os.Root
}

var _ Bucket = (*Dir)(nil)

// unnamed is the folder of the objects that have no name yet. No key reaches
// it, because no name of a key begins with a dot.
const unnamed = ".tmp"

// OpenDir opens a folder as a bucket, making it when it does not exist. One
// process at a time may have it.
func OpenDir(folder string) (*Dir, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(root.RemoveAll(unnamed), root.Mkdir(unnamed, 0o700)); err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return &Dir{root: root}, nil
}

// Close lets go of the folder.
func (d *Dir) Close() error { return d.root.Close() }

// Put implements Bucket.
func (d *Dir) Put(ctx context.Context, key string, body []byte) error {
	if err := errors.Join(checkKey(key), ctx.Err()); err != nil {
		return err
	}
	temp := path.Join(unnamed, rand.Text())
	if err := d.write(temp, body); err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", key, err), d.discard(temp))
	}
	folder := path.Dir(key)
	if err := d.root.MkdirAll(filepath.FromSlash(folder), 0o700); err != nil {
		return errors.Join(err, d.discard(temp))
	}
	if err := d.root.Rename(filepath.FromSlash(temp), filepath.FromSlash(key)); err != nil {
		return errors.Join(err, d.discard(temp))
	}
	return d.syncUp(folder)
}

// write makes a file and puts its content on disk.
func (d *Dir) write(name string, body []byte) error {
	f, err := d.root.OpenFile(filepath.FromSlash(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(body)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

func (d *Dir) discard(name string) error {
	if err := d.root.Remove(filepath.FromSlash(name)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// syncUp puts the names on disk: those of the folder and, as it may be new, of
// the folders above it.
func (d *Dir) syncUp(folder string) error {
	for {
		f, err := d.root.Open(filepath.FromSlash(folder))
		if err != nil {
			return err
		}
		if err := errors.Join(f.Sync(), f.Close()); err != nil {
			return fmt.Errorf("sync folder %s: %w", folder, err)
		}
		if folder == "." {
			return nil
		}
		folder = path.Dir(folder)
	}
}

// Get implements Bucket.
func (d *Dir) Get(ctx context.Context, key string, limit int64) ([]byte, error) {
	if err := errors.Join(checkKey(key), ctx.Err()); err != nil {
		return nil, err
	}
	// Looking before opening: to open a pipe that somebody put there would wait
	// for ever, and a link may lead anywhere.
	info, err := d.root.Lstat(filepath.FromSlash(key))
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && !info.Mode().IsRegular():
		return nil, fmt.Errorf("%w: %s", ErrMissing, key)
	case err != nil:
		return nil, err
	case info.Size() > limit:
		return nil, fmt.Errorf("%w: %s has %d bytes, the limit is %d", ErrTooLarge, key, info.Size(), limit)
	}
	f, err := d.root.Open(filepath.FromSlash(key))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	body := make([]byte, info.Size())
	if _, err := io.ReadFull(f, body); err != nil {
		return nil, fmt.Errorf("read %s: %w", key, err)
	}
	return body, nil
}

// Delete implements Bucket.
func (d *Dir) Delete(ctx context.Context, key string) error {
	if err := errors.Join(checkKey(key), ctx.Err()); err != nil {
		return err
	}
	return d.discard(key)
}
