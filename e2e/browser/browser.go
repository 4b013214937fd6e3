// Package browser is a headless Chromium in which participants of chats have
// tabs: the same scripts as under Node, but with a real page of another origin
// around them, whose requests are preflighted and whose answers are guarded.
//
// One browser serves a whole test run, and tabs share nothing unless they are told to:
// each has its own cookies, storage and network. No tab reaches a host beyond this machine; who
// was called is among the events of the tab. A tab lives as long as its test, and
// all processes and files end with Close, or with the test run when that dies.
//
// node/browser.js drives Chromium by Playwright, node/tab.js is the page's part.
// The package imports node and the standard library only: it knows tabs and no
// chats.
package browser

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/e2e/node"
)

// patience is how long the browser may take to start, or a page to load, on a
// machine that runs many processes.
const patience = time.Minute

// Browser is a running Chromium.
type Browser struct {
	driver *node.Process
	folder string // of its profile and all else that it writes
	port   int    // where the driver takes connections
	shop   string // where the driver serves pages
}

// Launch starts a browser that ends with Close.
func Launch() (*Browser, error) {
	path, err := exec.LookPath("chromium")
	if err != nil {
		return nil, fmt.Errorf("%w: run scripts/setup.sh (Debian: apt-get install chromium)", err)
	}
	folder, err := os.MkdirTemp("", "rejoin-e2e-browser-")
	if err != nil {
		return nil, err
	}
	driver, err := node.Launch("browser.js", "TMPDIR="+folder, "HOME="+folder)
	if err != nil {
		os.RemoveAll(folder)
		return nil, err
	}
	b := &Browser{driver: driver, folder: folder}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var listening struct {
		Port int
		Shop string
	}
	if err := driver.Call(ctx, "launch", map[string]any{"executablePath": path, "trusted": []string{testKey()}}, &listening); err != nil {
		b.Close()
		return nil, fmt.Errorf("start the browser: %w", err)
	}
	b.port, b.shop = listening.Port, listening.Shop
	return b, nil
}

// testKey stands for the key of the servers of net/http/httptest, which the browser
// trusts: the hash of its public half.
func testKey() string {
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	sum := sha256.Sum256(server.Certificate().RawSubjectPublicKeyInfo)
	return base64.StdEncoding.EncodeToString(sum[:])
}

// Shop is the URL at which the pages are served that Open shows.
func (b *Browser) Shop() string { return b.shop }

// Cookie is one that a tab begins with, as Playwright takes it.
type Cookie struct {
	Name     string `json:"name"`
	Value    string `json:"value"`
	URL      string `json:"url"`
	HTTPOnly bool   `json:"httpOnly"`
	Secure   bool   `json:"secure"`
	SameSite string `json:"sameSite"` // None, Lax or Strict
}

// Page is what a tab shows.
type Page struct {
	// URL is one at which the pages of Shop are; "" for that of a customer.
	URL string
	// Environment are the variables that the scripts find, as under Node.
	Environment []string
	// Profile is the name of what tabs share: cookies, storage, network. "" for
	// nothing.
	Profile string
	// Cookies are those of a profile that is not there yet.
	Cookies []Cookie
	// Hosts beyond this machine, as host:port, are ports of it to such a profile.
	Hosts map[string]int
}

// Open shows the page of a customer in a new tab, which ends with the test. The
// scripts find the variables env as under Node.
func (b *Browser) Open(t testing.TB, env ...string) *node.Script {
	t.Helper()
	return b.Show(t, Page{Environment: env})
}

// Show shows a page in a new tab, which ends with the test.
func (b *Browser) Show(t testing.TB, p Page) *node.Script {
	t.Helper()
	environment := make(map[string]string)
	for _, variable := range p.Environment {
		name, value, _ := strings.Cut(variable, "=")
		environment[name] = value
	}
	args := map[string]any{"environment": environment, "cookies": p.Cookies}
	if p.URL != "" {
		args["url"] = p.URL
	}
	if p.Profile != "" {
		args["profile"] = p.Profile
	}
	if p.Hosts != nil {
		args["hosts"] = p.Hosts
	}
	tab := b.tab(t)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := tab.Call(ctx, "open", args, nil); err != nil {
		t.Fatalf("open a tab: %v%s", err, tab.Log.Tail(12))
	}
	return tab
}

// tab is a new tab without a page, which ends with the test.
func (b *Browser) tab(t testing.TB) *node.Script {
	t.Helper()
	connection, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", b.port))
	if err != nil {
		t.Fatalf("the browser is gone: %v", err)
	}
	tab, ended := node.Attach(connection)
	t.Cleanup(func() {
		tab.Stop()
		<-ended
	})
	return tab
}

// Complaints are the mistakes of the driver itself, which no test sees.
func (b *Browser) Complaints() []string {
	var lines []string
	for _, e := range b.driver.Log.Since(0) {
		lines = append(lines, e.String())
	}
	return lines
}

// Close ends the browser with all its processes and deletes what it wrote.
func (b *Browser) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	b.driver.Call(ctx, "close", nil, nil) // what does not close is killed
	b.driver.Quit()
	os.RemoveAll(b.folder)
}
