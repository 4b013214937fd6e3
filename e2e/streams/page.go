// Package streams is an agent's own page: the published Amazon Connect Streams and
// ChatJS, unmodified, in a tab of a browser, with the frame that their initCCP makes
// of a server. A test tells the page what to do and reads what it saw: the events, in
// order and with their times. Door stands in front of the server, with TLS or without,
// and tells what the frame and its worker asked for.
//
// What a page waits for has a deadline; missing it fails the test with the end of the
// page's log. The package imports node, browser, chatjs for the shape of items, and
// nothing of the server.
package streams

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/e2e/browser"
	"github.com/rejoin-chat/rejoin/e2e/node"
)

// patience is how long anything may take on a machine that runs many processes.
const patience = 2 * time.Minute

// FrameName is the name of the frame. client: amazon-connect-streams src/core.js.
const FrameName = "Amazon Connect CCP"

// Options say where the page is and what it frames.
type Options struct {
	Browser *browser.Browser
	// Outer is the origin of the page, which leads to Browser.Shop.
	Outer string
	// CCP is the page that it frames.
	CCP string
	// Endpoint is where the participant API is, "" for ChatJS's own choice.
	Endpoint string
	// Profile is the name of the browser profile that pages share, "" for one of its
	// own, which begins with Cookies.
	Profile string
	Cookies []browser.Cookie
	// Hosts beyond this machine, as host:port, are ports of it to the page.
	Hosts map[string]int
	// Params are further ones of initCCP. client: amazon-connect-streams src/core.js.
	Params map[string]any
}

// AgentPage is a running page. Its methods fail the test.
type AgentPage struct {
	script *node.Script
	t      testing.TB
}

// Open shows the page and calls initCCP. It ends with the test.
func Open(t testing.TB, o Options) *AgentPage {
	t.Helper()
	p := &AgentPage{t: t, script: o.Browser.Show(t, browser.Page{
		URL: o.Outer + "/agent", Profile: o.Profile, Cookies: o.Cookies, Hosts: o.Hosts,
	})}
	params := o.Params
	if params == nil {
		params = map[string]any{}
	}
	p.do("create", map[string]any{"ccpUrl": o.CCP, "endpoint": o.Endpoint, "params": params}, nil)
	return p
}

// For is the page for another test, which its methods then fail.
func (p *AgentPage) For(t testing.TB) *AgentPage { return &AgentPage{p.script, t} }

// Close ends the page at once, as closing the tab does.
func (p *AgentPage) Close() { p.script.Stop() }

// Reload loads the page again, which makes the same frame again.
func (p *AgentPage) Reload() {
	p.t.Helper()
	p.do("reload", nil, nil)
}

// Frame does in the frame what a person can, by a method of node/visitor.js.
func (p *AgentPage) Frame(method string, args map[string]any, result any) {
	p.t.Helper()
	p.do("frame", map[string]any{"name": FrameName, "method": method, "args": args}, result)
}

// Popup does so in the window that the page opened last, once there is one.
func (p *AgentPage) Popup(method string, args map[string]any, result any) {
	p.t.Helper()
	p.do("popup", map[string]any{"method": method, "args": args}, result)
}

// Evaluate runs the body of an async function in the page, which finds args, note and
// openSession (node/agent.js).
func (p *AgentPage) Evaluate(body string, args, result any) {
	p.t.Helper()
	p.do("evaluate", map[string]any{"body": body, "args": args}, result)
}

func (p *AgentPage) do(method string, args, result any) {
	p.t.Helper()
	if err := p.try(method, args, result); err != nil {
		p.t.Fatalf("%s %v: %v%s", method, args, err, p.tail())
	}
}

// try is do for what may be refused: that is a *Refusal.
func (p *AgentPage) try(method string, args, result any) error {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	err := p.script.Call(ctx, method, args, result)
	var thrown *node.Error
	if errors.As(err, &thrown) {
		return newRefusal(thrown)
	}
	if err != nil {
		p.t.Fatalf("%s %v: %v%s", method, args, err, p.tail())
	}
	return nil
}

// Refusal is what a failure callback got, or what a promise was rejected with.
type Refusal struct {
	Method string
	// Type is the code that the server answered, where that is known.
	Type string `json:"type"`
	// Message and StatusCode likewise.
	Message    string `json:"message"`
	StatusCode int    `json:"statusCode"`
	// Raw is all of it.
	Raw json.RawMessage
}

// newRefusal reads an error as the library gives it: an object, or its JSON as a text.
func newRefusal(thrown *node.Error) *Refusal {
	r := &Refusal{Method: thrown.Method, Raw: thrown.Value}
	text := []byte(thrown.Value)
	var inner string
	if json.Unmarshal(text, &inner) == nil {
		text = []byte(inner)
	}
	json.Unmarshal(text, r) // what is no object stays in Raw
	return r
}

// Error is part of the error interface.
func (r *Refusal) Error() string { return fmt.Sprintf("%s was refused with %s", r.Method, r.Raw) }
