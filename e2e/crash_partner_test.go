package e2e

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// The pauses that the function asks for, in seconds: one to be over soon, and one
// that is not over before the server has been killed.
const (
	shortPause = 1
	longPause  = 12
)

// crashCalls are the calls of a chat that nothing disturbs.
var crashCalls = []string{"bot 1", "bot 2", "profile 1", "table 1", "function 1", "function 2"}

// partner stands in for a Lex V2 runtime, for a function and for who keeps profiles
// and tables, for all chats of a test. It can leave a call without an answer until whoever made it is gone, or
// the test lets it answer.
type partner struct {
	t testing.TB

	mu    sync.Mutex
	chats map[string]*dealings // by contact
	keys  map[string]string    // each with the contact that it was used for
}

// dealings are the calls of one chat. A call is named after what is called and
// how many keys there were before: "bot 1", "function 2".
type dealings struct {
	// pauses are what the function asks for after its calls, in seconds, if not
	// shortPause.
	pauses map[string]int
	// hold names the call that gets no answer the first time, before release is
	// closed, and held tells which node makes it, once it is there.
	hold    string
	held    chan int
	release chan struct{}

	calls  []string
	bodies map[string]string
	names  map[string]string // by key
	counts map[string]int    // keys, by what is called
}

func newPartner(t testing.TB) *partner {
	return &partner{t: t, chats: make(map[string]*dealings), keys: make(map[string]string)}
}

// expect tells what to do in a chat, before anything is called there.
func (p *partner) expect(contact string, pauses map[string]int) *dealings {
	p.mu.Lock()
	defer p.mu.Unlock()
	d := &dealings{
		pauses: pauses, held: make(chan int, 1),
		bodies: make(map[string]string), names: make(map[string]string), counts: make(map[string]int),
	}
	p.chats[contact] = d
	return d
}

// hold leaves a call of a chat without an answer until the release.
func (p *partner) hold(d *dealings, call string) (release func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	d.hold, d.release = call, make(chan struct{})
	return sync.OnceFunc(func() { close(d.release) })
}

// environment makes a node call the partner in a way that tells which it is.
func (p *partner) environment(node int) []string {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /bots/VGKIKY0S9G/botAliases/TSTALIASID/botLocales/{locale}/sessions/{contact}/text",
		func(w http.ResponseWriter, r *http.Request) { p.bot(w, r, node) })
	mux.HandleFunc("POST /function", func(w http.ResponseWriter, r *http.Request) { p.function(w, r, node) })
	mux.HandleFunc("POST /profiles", func(w http.ResponseWriter, r *http.Request) {
		p.keeper(w, r, node, "profile", `"IdentifierValue":"4711"`, `{"Customer": {"ProfileId": "p1", "Attributes": {"tier": "gold"}}}`)
	})
	mux.HandleFunc("POST /tables", func(w http.ResponseWriter, r *http.Request) {
		p.keeper(w, r, node, "table", `"Value":"gold"`, `{"DataTables": {"Courier": {"name": "Bo"}}}`)
	})
	server := httptest.NewServer(mux)
	p.t.Cleanup(server.Close)
	file := filepath.Join(p.t.TempDir(), "integrations.yaml")
	content := fmt.Sprintf("bots:\n  %s: {lex: {endpoint: '%s', unsigned: true}}\nfunctions:\n  %s: {http: {url: '%s/function'}}\n"+
		"profiles: {url: '%s/profiles'}\ntables: {url: '%s/tables'}\n",
		crashBot, server.URL, crashFunction, server.URL, server.URL, server.URL)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		p.t.Fatal(err)
	}
	return []string{"REJOIN_INTEGRATIONS=" + file}
}

// bot asks for a number after the first text, and is done after the second. What
// it remembers it leaves to the flow.
func (p *partner) bot(w http.ResponseWriter, r *http.Request, node int) {
	var in struct {
		Text         string `json:"text"`
		SessionState struct {
			Attributes map[string]string `json:"sessionAttributes"`
		} `json:"sessionState"`
		RequestAttributes map[string]string `json:"requestAttributes"`
	}
	body, err := io.ReadAll(r.Body)
	if err != nil || json.Unmarshal(body, &in) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if _, answers := p.take(r, node, r.PathValue("contact"), "bot", in.RequestAttributes["rejoin-idempotency-key"], body); !answers {
		return
	}
	if in.Text != "4711" {
		_, _ = io.WriteString(w, `{"messages": [{"contentType": "PlainText", "content": "Which number has it?"}],
			"sessionState": {"sessionAttributes": {"asked": "1"}, "dialogAction": {"type": "ElicitSlot", "slotToElicit": "number"},
			"intent": {"name": "Order", "state": "InProgress", "slots": {"number": null}}}}`)
		return
	}
	_, _ = fmt.Fprintf(w, `{"messages": [{"contentType": "PlainText", "content": "Let me look for 4711, after %s question"}],
		"sessionState": {"dialogAction": {"type": "Close"}, "intent": {"name": "Order", "state": "ReadyForFulfillment",
		"slots": {"number": {"shape": "Scalar", "value": {"originalValue": "4711", "interpretedValue": "4711", "resolvedValues": []}}}}}}`,
		in.SessionState.Attributes["asked"])
}

// function packs a parcel the first time and sends it the second.
func (p *partner) function(w http.ResponseWriter, r *http.Request, node int) {
	var event struct {
		Details struct {
			ContactData struct {
				ContactID  string `json:"ContactId"`
				Attributes map[string]string
			}
			Parameters map[string]string
		}
	}
	body, err := io.ReadAll(r.Body)
	about := &event.Details
	if err != nil || json.Unmarshal(body, &event) != nil ||
		about.Parameters["order"] != "4711" || about.ContactData.Attributes["greeting"] != "Hello Ada" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	name, answers := p.take(r, node, about.ContactData.ContactID, "function", r.Header.Get("Idempotency-Key"), body)
	if !answers {
		return
	}
	state, parcel := "packed", 1
	if name != "function 1" {
		state, parcel = "sent", 2
	}
	pause := cmp.Or(p.dealings(about.ContactData.ContactID).pauses[name], shortPause)
	_, _ = fmt.Fprintf(w, `{"parcel": "%d", "state": "%s", "pause": "%d"}`, parcel, state, pause)
}

// keeper answers who asks for what it knows.
func (p *partner) keeper(w http.ResponseWriter, r *http.Request, node int, kind, known, answer string) {
	var in struct {
		ContactID  string `json:"ContactId"`
		Parameters json.RawMessage
	}
	body, err := io.ReadAll(r.Body)
	if err != nil || json.Unmarshal(body, &in) != nil || !strings.Contains(string(in.Parameters), known) {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if _, answers := p.take(r, node, in.ContactID, kind, r.Header.Get("Idempotency-Key"), body); answers {
		_, _ = io.WriteString(w, answer)
	}
}

// take notes a call, and returns what it is called once it may be answered. It
// may not if the caller is gone by then.
func (p *partner) take(r *http.Request, node int, contact, kind, key string, body []byte) (name string, answers bool) {
	d := p.dealings(contact)
	if d == nil {
		p.t.Errorf("a %s was called for contact %q, which there is not", kind, contact)
		return "", false
	}
	name, release := p.note(d, contact, kind, key, body)
	if release == nil {
		return name, true
	}
	d.held <- node
	select {
	case <-release:
		return name, true
	case <-r.Context().Done():
		return name, false
	}
}

// note answers what a call is called and, if it is to be held, until when.
func (p *partner) note(d *dealings, contact, kind, key string, body []byte) (name string, release chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if other, used := p.keys[key]; key == "" || used && other != contact {
		p.t.Errorf("contact %s calls a %s with the key %q, which contact %q has used", contact, kind, key, other)
	}
	p.keys[key] = contact
	name, again := d.names[key]
	if !again {
		d.counts[kind]++
		name = fmt.Sprint(kind, " ", d.counts[kind])
		d.names[key], d.bodies[key] = name, string(body)
	} else if d.bodies[key] != string(body) {
		p.t.Errorf("contact %s repeats a call of %s as %s, and it was %s", contact, name, body, d.bodies[key])
	}
	d.calls = append(d.calls, name)
	if again || name != d.hold {
		return name, nil
	}
	return name, d.release
}

func (p *partner) dealings(contact string) *dealings {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.chats[contact]
}

// made are the names of a chat's calls, in order.
func (p *partner) made(d *dealings) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(d.calls)
}

// times is how often a call was made.
func (p *partner) times(d *dealings, name string) (n int) {
	for _, made := range p.made(d) {
		if made == name {
			n++
		}
	}
	return n
}
