package archive

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"time"
)

// leftoverAge is how long nobody has written to an object without a name before
// it counts as what a crash left. Other processes may be writing in the folder,
// and none takes this long over an object, even on a share whose clock is off.
const leftoverAge = time.Hour

// prepareUnnamed makes the folder of the objects that have no name yet and
// removes what crashes left there. Several processes may do so at a time, beside
// others that write. Whoever cannot remove a leftover could not give an object
// its name either, so that is an error.
func prepareUnnamed(root *os.Root, now time.Time) error {
	if err := root.Mkdir(unnamed, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	names, err := list(root, unnamed)
	if err != nil {
		return err
	}
	for _, name := range names {
		err := removeLeftover(root, filepath.FromSlash(path.Join(unnamed, name)), now)
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // it has its name by now, or is removed
			return err
		}
	}
	return nil
}

func list(root *os.Root, folder string) ([]string, error) {
	f, err := root.Open(folder)
	if err != nil {
		return nil, err
	}
	names, err := f.Readdirnames(-1)
	return names, errors.Join(err, f.Close())
}

// removeLeftover removes a file that is old enough. What is no file is none of
// ours.
func removeLeftover(root *os.Root, name string, now time.Time) error {
	info, err := root.Lstat(name)
	if err != nil || !info.Mode().IsRegular() || now.Sub(info.ModTime()) <= leftoverAge {
		return err
	}
	return root.Remove(name)
}
