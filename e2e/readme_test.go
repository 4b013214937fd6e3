package e2e

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// What README.md tells people to type, typed. A comment before a block says which
// test it belongs to; blocks of one name run one after the other in one shell, in
// a copy of the repository. One that is marked as background runs beside them
// from its place on; the others wait until its server is ready.
//
//	<!-- test: first-chat background -->
//	```sh
//	make run
//	```
func TestREADME(t *testing.T) {
	t.Parallel()
	if rejoin.Scaled() {
		t.Skip("people who follow README.md have the embedded mode")
	}
	text, err := os.ReadFile(filepath.Join("..", "README.md"))
	must(t, err)
	blocks := readmeBlocks(string(text))
	if len(blocks) == 0 {
		t.Fatal("got no block marked with a test in README.md, want at least one")
	}
	for _, name := range blockNames(blocks) {
		t.Run(name, func(t *testing.T) { follow(t, name, blocks) })
	}
}

// block is a fenced block of README.md that is tested.
type block struct {
	test       string
	background bool
	script     string
}

var markedBlock = regexp.MustCompile("(?s)<!-- test: ([a-z-]+)( background)? -->\n+```sh\n(.*?)```")

func readmeBlocks(text string) []block {
	var blocks []block
	for _, m := range markedBlock.FindAllStringSubmatch(text, -1) {
		blocks = append(blocks, block{test: m[1], background: m[2] != "", script: m[3]})
	}
	return blocks
}

func blockNames(blocks []block) []string {
	var names []string
	for _, b := range blocks {
		if !slices.Contains(names, b.test) {
			names = append(names, b.test)
		}
	}
	return names
}

// follow runs the blocks of a name. The environment moves server and client to a
// port of the test's own, because somebody may have the default one.
func follow(t *testing.T, name string, blocks []block) {
	address := unusedAddress(t)
	folder := copyRepository(t)
	env := append(readmeEnvironment(t), "REJOIN_LISTEN="+address, "REJOIN_ENDPOINT=http://"+address)
	var session []string
	for _, b := range blocks {
		switch {
		case b.test != name:
		case b.background:
			beside(t, folder, env, address, b.script)
		default:
			session = append(session, b.script)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	shell := exec.CommandContext(ctx, "bash", "-eu", "-c", strings.Join(session, "\n"))
	shell.Dir, shell.Env = folder, env
	if output, err := shell.CombinedOutput(); err != nil {
		t.Errorf("%v, after\n%s", err, output)
	}
}

// unusedAddress is one on which nobody listens.
func unusedAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	return l.Addr().String()
}

// beside runs a block until the end of the test, and returns when its server is
// ready at the address.
func beside(t *testing.T, folder string, env []string, address, script string) {
	t.Helper()
	var output bytes.Buffer
	shell := exec.Command("bash", "-eu", "-c", script)
	shell.Dir, shell.Env, shell.Stdout, shell.Stderr = folder, env, &output, &output
	shell.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // so that make's child ends too
	must(t, shell.Start())
	exited := make(chan struct{})
	// Ends with the process, which the end of the test ends.
	go func() {
		defer close(exited)
		shell.Wait()
	}()
	t.Cleanup(func() {
		syscall.Kill(-shell.Process.Pid, syscall.SIGTERM)
		<-exited
		if t.Failed() {
			t.Logf("in the background:\n%s", output.String())
		}
	})
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute) // it may have to compile
	defer cancel()
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	for {
		if response, err := http.Get("http://" + address + "/readyz"); err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return
			}
		}
		select {
		case <-again.C:
		case <-exited:
			t.Fatal("the background block ended before its server was ready")
		case <-ctx.Done():
			t.Fatal("the server of the background block did not become ready")
		}
	}
}

// readmeEnvironment keeps what the blocks write out of the user's own folders.
func readmeEnvironment(t *testing.T) []string {
	t.Helper()
	env := slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return strings.HasPrefix(variable, "REJOIN_") || strings.HasPrefix(variable, "MAKE")
	})
	env = append(env, "XDG_CONFIG_HOME="+t.TempDir(), "AWS_PAGER=")
	if _, err := exec.LookPath("aws"); err != nil {
		env = append(env, "PATH="+awsStandIn(t)+string(os.PathListSeparator)+os.Getenv("PATH"))
	}
	return env
}

// awsStandIn is a folder with an aws command for machines that have none.
func awsStandIn(t *testing.T) string {
	t.Helper()
	script, err := filepath.Abs(filepath.Join("node", "aws.js"))
	must(t, err)
	folder := t.TempDir()
	must(t, os.WriteFile(filepath.Join(folder, "aws"), []byte("#!/bin/sh\nexec node '"+script+"' \"$@\"\n"), 0o755))
	return folder
}

// copyRepository copies the sources, without what was built or installed.
func copyRepository(t *testing.T) string {
	t.Helper()
	to := t.TempDir()
	from := os.DirFS("..")
	err := fs.WalkDir(from, ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains([]string{".git", "node_modules", "bin", "data"}, d.Name()):
			return fs.SkipDir
		case d.IsDir():
			return os.MkdirAll(filepath.Join(to, path), 0o755)
		case !d.Type().IsRegular():
			return nil
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		content, err := fs.ReadFile(from, path)
		if err != nil {
			return err
		}
		copied := filepath.Join(to, path)
		if err := os.WriteFile(copied, content, info.Mode().Perm()); err != nil {
			return err
		}
		// What was built of what is as old as before, so make sees that it is done.
		return os.Chtimes(copied, info.ModTime(), info.ModTime())
	})
	must(t, err)
	return to
}

func TestREADMEBlocksAreFoundByTheirMark(t *testing.T) {
	t.Parallel()
	got := readmeBlocks("a\n<!-- test: one background -->\n```sh\nserve\n```\n```sh\nunmarked\n```\n\n" +
		"<!-- test: one -->\n\n```sh\nfirst\nsecond\n```\n<!-- test: two -->\n```js\nno\n```\n")
	want := []block{{"one", true, "serve\n"}, {"one", false, "first\nsecond\n"}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
