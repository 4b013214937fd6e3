package e2e

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/browser"
	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/node"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

func TestMain(m *testing.M) { os.Exit(play(m)) }

// play runs the tests between building what they need and removing it.
func play(m *testing.M) int {
	forgetAWS()
	if err := node.Install(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	remove, err := rejoin.Build()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer remove()
	defer stopSharing()
	// Tests wait much more than they work, so more of them run than there are
	// processors.
	flag.Parse()
	flag.Set("test.parallel", "8")
	return max(m.Run(), readCommonLog())
}

// readCommonLog is 1 when the shared browser or server has complained, or the
// server has logged anything of what people said or are called.
func readCommonLog() int {
	code := 0
	if common.browser != nil {
		for _, line := range common.browser.Complaints() {
			fmt.Fprintln(os.Stderr, "the shared browser complains:", line)
			code = 1
		}
	}
	if common.server == nil {
		return code
	}
	for _, line := range common.server.Complaints() {
		fmt.Fprintln(os.Stderr, "the shared server complains:", line)
		code = 1
	}
	for _, line := range common.server.Mentions(append(common.tokens, customerName, agentName, "not for you", "survey answer")...) {
		fmt.Fprintln(os.Stderr, "the log tells what it must not:", line)
		code = 1
	}
	return code
}

// forgetAWS hides the settings of whoever runs the tests from the clients: these
// get theirs from the server alone.
func forgetAWS() {
	for _, variable := range os.Environ() {
		if name, _, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "AWS_") {
			os.Unsetenv(name)
		}
	}
	os.Setenv("AWS_CONFIG_FILE", os.DevNull)
	os.Setenv("AWS_SHARED_CREDENTIALS_FILE", os.DevNull)
}

// common is the server of the tests that leave their server as it is, the browser
// of all tests, and the tokens that were seen.
var common struct {
	sync.Mutex
	server  *rejoin.Server
	browser *browser.Browser
	tokens  []string
}

// sharedServer is a server that other tests use at the same time.
func sharedServer(t *testing.T) *rejoin.Server {
	t.Helper()
	common.Lock()
	defer common.Unlock()
	if common.server == nil {
		s, err := rejoin.Launch(rejoin.Options{})
		if err != nil {
			t.Fatal(err)
		}
		common.server = s
	}
	return common.server
}

// inBrowser are the options of a participant who has a tab of the browser.
func inBrowser(t *testing.T) chatjs.Options {
	t.Helper()
	common.Lock()
	defer common.Unlock()
	if common.browser == nil {
		b, err := browser.Launch()
		if err != nil {
			t.Fatal(err)
		}
		common.browser = b
	}
	return chatjs.Options{Browser: common.browser}
}

func stopSharing() {
	common.Lock()
	defer common.Unlock()
	if common.browser != nil {
		common.browser.Close()
	}
	if common.server != nil {
		common.server.Remove()
	}
}
