package connectsvc_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/connectsvc"
	"github.com/rejoin-chat/rejoin/internal/connectsvc/servicetest"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/restjson"
	"github.com/rejoin-chat/rejoin/internal/sigv4"
)

const (
	instance = string(directory.DefaultInstanceID)
	inbound  = string(directory.SampleInboundID)
)

var operator = sigv4.Credentials{AccessKeyID: "AKIDREJOIN", SecretAccessKey: "secret"}

// site is the Connect service over a world.
type site struct {
	*servicetest.World
	handler *restjson.Handler
	signer  sigv4.Signer
	// outside is what the operator's file has.
	outside *integrations
	log     *bytes.Buffer
}

// integrations are the names in a file; those of functions may end in a *.
type integrations struct{ functions, bots []string }

func (i *integrations) KnowsFunction(name string) bool {
	return slices.ContainsFunc(i.functions, func(known string) bool {
		prefix, open := strings.CutSuffix(known, "*")
		return name == known || open && strings.HasPrefix(name, prefix)
	})
}

func (i *integrations) KnowsBot(name string) bool { return slices.Contains(i.bots, name) }
func (i *integrations) BotNames() []string        { return slices.Clone(i.bots) }
func (i *integrations) FunctionNames() []string {
	return slices.DeleteFunc(slices.Clone(i.functions), func(name string) bool { return strings.HasSuffix(name, "*") })
}

func newSite(t testing.TB, limits ...conversation.Limits) *site {
	t.Helper()
	w := servicetest.New(t, append(limits, conversation.Limits{})[0])
	verifier := sigv4.NewVerifier(sigv4.Config{Clock: w.Clock, Service: "connect",
		Keys: func(_ context.Context, id string) (sigv4.Credentials, bool, error) {
			if id == "BROKEN" {
				return sigv4.Credentials{}, false, fmt.Errorf("the key file cannot be read")
			}
			return operator, id == operator.AccessKeyID, nil
		}})
	outside, log := &integrations{}, &bytes.Buffer{}
	s := connectsvc.New(connectsvc.Config{
		Conversations: w.Conversations, Directory: w.Directory, Tokens: w.Tokens,
		Outside: outside, Log: slog.New(slog.NewTextHandler(log, nil)),
	})
	h, err := s.Handler(verifier, restjson.Options{
		Clock:      w.Clock,
		Unmodelled: func(operation string, err error) { t.Errorf("%s: error is not modelled: %v", operation, err) },
	})
	if err != nil {
		t.Fatalf("Handler: %v", err)
	}
	return &site{w, h, sigv4.Signer{Credentials: operator, Region: "local-1", Service: "connect"}, outside, log}
}

// call performs a signed request.
func (s *site) call(t testing.TB, method, path, body string) servicetest.Answer {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	if err := s.signer.Sign(r, []byte(body), s.Clock.Now()); err != nil {
		t.Fatalf("sign: %v", err)
	}
	return servicetest.Serve(s.handler, r)
}

// want fails the test unless the answer has the status and the error.
func want(t testing.TB, a servicetest.Answer, status int, code string) {
	t.Helper()
	if a.Status != status || a.Error != code {
		t.Fatalf("got %d %q %s, want %d %q", a.Status, a.Error, a.Text, status, code)
	}
}

// read is a success's body.
func read[T any](t testing.TB, a servicetest.Answer) T {
	t.Helper()
	want(t, a, http.StatusOK, "")
	var out T
	a.Read(t, &out)
	return out
}

// refusal is a request and how it is refused.
type refusal struct {
	name, method, path, body string
	status                   int
	code                     string
	says                     string // part of the text
}

// refuse performs requests that must be refused and change nothing.
func (s *site) refuse(t *testing.T, refusals ...refusal) {
	t.Helper()
	for _, r := range refusals {
		t.Run(r.name, func(t *testing.T) {
			before := s.Store.Writes()
			a := s.call(t, r.method, r.path, r.body)
			want(t, a, r.status, r.code)
			if !strings.Contains(a.Text, r.says) {
				t.Errorf("got %s, want it to say %q", a.Text, r.says)
			}
			if got := s.Store.Writes() - before; got != 0 {
				t.Errorf("got %d writes, want none", got)
			}
		})
	}
}

// start starts a chat over the API; more is what the body has besides.
func (s *site) start(t testing.TB, more string) started {
	t.Helper()
	return read[started](t, s.call(t, "PUT", "/contact/chat", startBody(more)))
}

type started struct{ ContactId, ParticipantId, ParticipantToken, ContinuedFromContactId string }

func startBody(more string) string {
	return fmt.Sprintf(`{"InstanceId":%q,"ContactFlowId":%q,"ParticipantDetails":{"DisplayName":"Ada"}%s}`, instance, inbound, more)
}

// stop ends a chat over the API.
func (s *site) stop(t testing.TB, contact string) {
	t.Helper()
	want(t, s.call(t, "POST", "/contact/stop", fmt.Sprintf(`{"InstanceId":%q,"ContactId":%q}`, instance, contact)), http.StatusOK, "")
}

// arn is the ARN of something of the instance.
func arn(resource string) string {
	return "arn:aws:connect:local-1:000000000000:instance/" + instance + resource
}
