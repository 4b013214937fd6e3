// Package chatjs is one participant of a chat who uses a published ChatJS,
// unmodified, under Node or in a tab of a browser. A test tells it what to do and
// reads what it saw: the handlers that ran, the requests and the frames.
//
// What a participant waits for has a deadline; missing it fails the test with
// the end of the participant's log. The package imports node, browser and nothing
// of the server.
package chatjs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/e2e/browser"
	"github.com/rejoin-chat/rejoin/e2e/node"
)

// patience is how long a participant waits for what should come at once, on a
// machine that runs many processes.
const patience = 30 * time.Second

// Details are what StartChatContact answered.
type Details struct {
	ContactID        string `json:"contactId"`
	InitialContactID string `json:"initialContactId,omitempty"`
	ParticipantID    string `json:"participantId"`
	ParticipantToken string `json:"participantToken,omitempty"`
}

// Options say what is not as in a plain customer's page.
type Options struct {
	// Browser gives the participant a tab of its own instead of a Node process.
	Browser *browser.Browser
	// Metrics leaves ChatJS's telemetry on, as it is unless a page switches it off.
	// Only a browser runs it.
	Metrics bool
	// Version is one of ChatJS that node/package.json has besides the current one,
	// which is meant when it is empty. An older one lacks handlers and calls.
	Version string
	// Trust is a file with the certificate of a server that signed its own.
	Trust string
	// Region is local-1 when empty.
	Region string
	// Type is CUSTOMER when empty.
	Type string
	// RotateAfter shortens the 59 minutes after which a socket is replaced.
	RotateAfter time.Duration
	// UserAgent is what navigator.userAgent says; a desktop browser when empty.
	UserAgent string
	// Transcripts registers onTranscriptUpdated, which makes ChatJS fetch
	// transcripts by itself.
	Transcripts bool
	// PromptReceipts sends receipts without ChatJS's throttle of 5 s.
	PromptReceipts bool
	// Desk is for an agent, who then has one page and one socket for all contacts.
	Desk *Desk
}

// Participant is a running page.
type Participant struct {
	Details Details

	script *node.Script
	t      testing.TB
	shared bool // is the page, with sessions of other contacts
}

// Open loads ChatJS in a process or a tab of its own and creates a session,
// without a request. Both end with the test.
func Open(t testing.TB, endpoint string, d Details, o Options) *Participant {
	t.Helper()
	p := &Participant{Details: d, script: o.page(t), t: t, shared: o.Desk != nil}
	config := map[string]any{"endpoint": endpoint}
	if o.PromptReceipts {
		config["features"] = map[string]any{"messageReceipts": map[string]any{
			"shouldSendMessageReceipts": true, "throttleTime": 1,
		}}
	}
	p.command("create", map[string]any{
		"config":      config,
		"transcripts": o.Transcripts,
		"desk":        o.Desk.credentials(d),
		"session": map[string]any{
			"type": either(o.Type, "CUSTOMER"), "chatDetails": d, "disableCSM": !o.Metrics,
			"options": map[string]string{"region": either(o.Region, "local-1")},
		},
	})
	return p
}

// start runs the script where the options say.
func (o Options) start(t testing.TB) *node.Script {
	t.Helper()
	if o.Browser != nil && o.Version != "" {
		t.Fatalf("ChatJS %s is for Node only: tabs have the current one", o.Version)
	}
	if o.Browser != nil {
		return o.Browser.Open(t, o.environment()...)
	}
	return node.Start(t, "participant.js", o.environment()...).Script
}

// environment is what the script has to know before it loads ChatJS.
func (o Options) environment() []string {
	var env []string
	set := func(name, value string) {
		if value != "" {
			env = append(env, name+"="+value)
		}
	}
	set("CHATJS_VERSION", o.Version)
	set("NODE_EXTRA_CA_CERTS", o.Trust)
	set("USER_AGENT", o.UserAgent)
	if o.RotateAfter > 0 {
		set("ROTATE_AFTER_MS", strconv.FormatInt(o.RotateAfter.Milliseconds(), 10))
	}
	return env
}

// Join is Open and Connect, and waits until the socket is there.
func Join(t testing.TB, endpoint string, d Details, o Options) *Participant {
	t.Helper()
	p := Open(t, endpoint, d, o)
	if err := p.Connect(); err != nil {
		t.Fatalf("connect: %v", err)
	}
	p.AwaitSubscribed(0)
	return p
}

func either(given, otherwise string) string {
	if given != "" {
		return given
	}
	return otherwise
}

// command runs a method of the script that cannot fail.
func (p *Participant) command(method string, args any) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	if err := p.script.Call(ctx, method, args, nil); err != nil {
		p.t.Fatalf("%s: %v", method, err)
	}
}

// Call runs a method of the session and decodes what its promise resolved with
// into result. A rejection is a *Rejection.
func (p *Participant) Call(name string, argument, result any) error {
	p.t.Helper()
	return p.run(name, "call", map[string]any{"name": name, "argument": argument}, result)
}

// run does what the script knows (node/participant.js), for which it is to call a
// method of the session.
func (p *Participant) run(name, command string, argument map[string]any, result any) error {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	argument["contact"] = p.Details.ContactID
	err := p.script.Call(ctx, command, argument, result)
	var thrown *node.Error
	if errors.As(err, &thrown) {
		return newRejection(name, thrown.Value)
	}
	if err != nil {
		p.t.Fatalf("%s: %v%s", name, err, p.script.Log.Tail(12))
	}
	return nil
}

// Close ends the page at once, as closing the tab does.
func (p *Participant) Close() { p.script.Stop() }

// CutSockets breaks the page's sockets. A tab cannot do it: there a front has to.
func (p *Participant) CutSockets() {
	p.t.Helper()
	p.command("cut", nil)
}

// GoOffline makes the page's network go away: it opens no socket until
// GoOnline. An open socket stays, in a tab a silent one; cut it as well.
func (p *Participant) GoOffline() {
	p.t.Helper()
	p.command("network", map[string]bool{"online": false})
}

// GoOnline ends GoOffline.
func (p *Participant) GoOnline() {
	p.t.Helper()
	p.command("network", map[string]bool{"online": true})
}

// Rejection is what a promise of ChatJS was rejected with. It is an object of
// the service's error, or a text.
type Rejection struct {
	Method     string
	Type       string          `json:"type"`
	Name       string          `json:"name"`
	Message    string          `json:"message"`
	StatusCode int             `json:"statusCode"`
	Metadata   json.RawMessage `json:"metadata"`
	// Text is set when the rejection is only a text.
	Text string `json:"-"`
	// Raw is the whole rejection.
	Raw json.RawMessage `json:"-"`
}

func newRejection(method string, value json.RawMessage) *Rejection {
	r := &Rejection{Raw: value}
	if json.Unmarshal(value, &r.Text) != nil {
		json.Unmarshal(value, r)
	}
	// A failed connect wraps the error twice.
	var wrapped struct {
		Debug struct {
			Debug json.RawMessage `json:"_debug"`
		} `json:"_debug"`
	}
	if json.Unmarshal(value, &wrapped) == nil && wrapped.Debug.Debug != nil {
		json.Unmarshal(wrapped.Debug.Debug, r)
	}
	r.Method = method
	return r
}

// Error is part of the error interface.
func (r *Rejection) Error() string { return fmt.Sprintf("%s rejected with %s", r.Method, r.Raw) }
