package pgtest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
)

// ErrMissing says that PostgreSQL is not installed.
var ErrMissing = errors.New("pgtest: no PostgreSQL server here: run scripts/setup.sh, or install it (Debian: apt-get install postgresql)")

// programs are the folder of one version of PostgreSQL and who runs it.
type programs struct {
	folder string
	as     *syscall.Credential // nil for who we are
}

// findPrograms takes the newest version.
func findPrograms() (programs, error) {
	folders, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return programs{}, err
	}
	slices.SortFunc(folders, func(a, b string) int { return version(b) - version(a) })
	if path, err := exec.LookPath("initdb"); err == nil {
		folders = append(folders, filepath.Dir(path))
	}
	for _, folder := range folders {
		if _, err := os.Stat(filepath.Join(folder, "initdb")); err == nil {
			as, err := unprivileged()
			return programs{folder, as}, err
		}
	}
	return programs{}, ErrMissing
}

// version is the 15 of /usr/lib/postgresql/15/bin.
func version(folder string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(folder)))
	return n
}

// unprivileged is whom root lets run the server.
func unprivileged() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, errors.Join(err1, err2)
	}
	return nil, errors.New("pgtest: PostgreSQL does not run as root, and there is neither a user postgres nor nobody")
}

// folderFor makes a folder that belongs to who runs the server.
func (p programs) folderFor(pattern string) (string, error) {
	dir, err := os.MkdirTemp("", pattern)
	if err != nil || p.as == nil {
		return dir, err
	}
	return dir, os.Chown(dir, int(p.as.Uid), int(p.as.Gid))
}

// command runs a program within dir, killed when its parent thread ends.
func (p programs) command(dir, name string, args ...string) *exec.Cmd {
	c := exec.Command(filepath.Join(p.folder, name), args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "HOME="+dir, "PGPASSWORD="+password, "PGOPTIONS=")
	c.SysProcAttr = &syscall.SysProcAttr{Credential: p.as, Pdeathsig: syscall.SIGKILL}
	return c
}

// run runs a program to its end and returns what it printed.
func (p programs) run(dir, name string, args ...string) (string, error) {
	out, err := p.command(dir, name, args...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("pgtest: %s: %w: %s", name, err, out)
	}
	return string(out), nil
}
