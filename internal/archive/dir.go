package archive

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"syscall"

	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

// Dir is a bucket on the local disk. The library writes an object under a name
// that no key reaches; once it is on disk it is given its own name, so that a
// crash leaves either the whole object or none. What a crash left unnamed is
// removed at an opening that comes leftoverAge later.
type Dir struct {
	objects
	// root resolves names within the folder only, whatever links lie there.
	root  *os.Root
	links *Links
}

var _ Files = (*Dir)(nil)

// unnamed is the folder of the objects that have no name yet. No key reaches
// it, because no name of a key begins with a dot.
const unnamed = ".tmp"

// OpenDir opens a folder as a bucket, making it when it does not exist. Several
// processes may have it at a time. It signs no URLs.
func OpenDir(folder string) (*Dir, error) {
	return openFolder(folder, OpenOptions{Clock: clock.System()})
}

func openFolder(folder string, o OpenOptions) (*Dir, error) {
	if !o.ReadOnly {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, err
		}
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	if !o.ReadOnly { // a server may be writing there
		err = prepareUnnamed(root, o.Clock.Now())
	}
	bucket, openErr := fileblob.OpenBucket(folder, &fileblob.Options{
		DirFileMode: 0o700, NoTempDir: true, Metadata: fileblob.MetadataDontWrite,
	})
	if err := errors.Join(err, openErr); err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return &Dir{objects: objects{bucket}, root: root, links: o.Links}, nil
}

// Close lets go of the folder.
func (d *Dir) Close() error { return errors.Join(d.bucket.Close(), d.root.Close()) }

// Put implements Bucket.
func (d *Dir) Put(ctx context.Context, key string, body []byte) error {
	if err := errors.Join(checkKey(key), ctx.Err()); err != nil {
		return err
	}
	temp := path.Join(unnamed, rand.Text())
	write := func(f *os.File) error {
		_, err := f.Write(body)
		return err
	}
	if err := d.stage(ctx, temp, write); err != nil {
		return fmt.Errorf("write %s: %w", key, err)
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

// stage puts an object on disk under a temporary name. The library would not
// sync it, so its file is taken out of it for that.
func (d *Dir) stage(ctx context.Context, temp string, write func(*os.File) error) error {
	ctx, abandon := context.WithCancel(ctx)
	defer abandon()
	var file *os.File
	w, err := d.bucket.NewWriter(ctx, temp, &blob.WriterOptions{
		DisableContentTypeDetection: true, // it would wait for the first bytes
		BeforeWrite: func(as func(any) bool) error {
			if !as(&file) {
				return errors.New("the library gives no file")
			}
			return file.Chmod(0o600)
		},
	})
	if err != nil {
		return err
	}
	if err = write(file); err == nil {
		err = file.Sync()
	}
	if err != nil {
		abandon() // so that closing throws the file away
		_ = w.Close()
		return err
	}
	return w.Close()
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
func (d *Dir) Get(ctx context.Context, key string, limit int64) (body []byte, err error) {
	err = d.look(ctx, key, func() error {
		body, err = d.read(ctx, key, limit)
		return err
	})
	return body, err
}

// Range implements Bucket.
func (d *Dir) Range(ctx context.Context, key string, offset, length int64) (part []byte, size int64, err error) {
	err = d.look(ctx, key, func() error {
		part, size, err = d.readRange(ctx, key, offset, length)
		return err
	})
	return part, size, err
}

// look has an object read, if there is one.
func (d *Dir) look(ctx context.Context, key string, read func() error) error {
	if err := errors.Join(checkKey(key), ctx.Err()); err != nil {
		return err
	}
	ok, err := d.holds(key)
	if err != nil {
		return err
	}
	if ok {
		err = read()
	}
	if !ok || errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %s", ErrMissing, key)
	}
	return err
}

// holds reports whether a key names a file in the folder. The library follows
// links wherever they lead, and to open a pipe that somebody put there it would
// wait for ever.
func (d *Dir) holds(key string) (bool, error) {
	info, err := d.root.Lstat(filepath.FromSlash(key))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return false, nil
	}
	return err == nil && info.Mode().IsRegular(), err
}

// Delete implements Bucket.
func (d *Dir) Delete(ctx context.Context, key string) error {
	if err := errors.Join(checkKey(key), ctx.Err()); err != nil {
		return err
	}
	if ok, err := d.holds(key); err != nil || !ok {
		return err
	}
	return d.remove(ctx, key)
}

// SignedURL implements Bucket by the links that the bucket was opened with.
func (d *Dir) SignedURL(_ context.Context, key string, link Link) (string, error) {
	if d.links == nil {
		return "", fmt.Errorf("%w: the folder was opened without a key to sign with", ErrLink)
	}
	return d.links.Sign(key, link)
}
