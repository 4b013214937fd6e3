package e2e

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/signin/signintest"
)

var authenticationRows = []row{
	{104, "authentication_step_ends_as_it_does", authenticationEndsAsItDoes},
	{105, "cancelled_authentication_is_told", cancelledAuthenticationIsTold},
	{106, "used_or_foreign_authentication_is_refused", foreignAuthenticationIsRefused},
}

const (
	userPool    = "arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_a"
	shopAddress = "https://shop.example/back"
)

// signInFlow says how the customer's attempt to sign in went.
const signInFlow = `{
  "Version": "2019-10-30", "StartAction": "sign in",
  "Actions": [
    {"Identifier": "sign in", "Type": "AuthenticateParticipant",
     "Parameters": {"CognitoConfiguration": {"UserPoolArn": "` + userPool + `", "AppClientId": "web"}, "TimeLimitMinutes": 3},
     "Transitions": {"NextAction": "hello",
       "Conditions": [{"NextAction": "anonymous", "Condition": {"Operator": "Equals", "Operands": ["OptedOut"]}}],
       "Errors": [{"NextAction": "late", "ErrorType": "TimeLimitExceeded"}, {"NextAction": "sorry", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "hello", "Type": "MessageParticipant", "Parameters": {"Text": "known"}, "Transitions": {"NextAction": "wait"}},
    {"Identifier": "anonymous", "Type": "MessageParticipant", "Parameters": {"Text": "anonymous"}, "Transitions": {"NextAction": "wait"}},
    {"Identifier": "late", "Type": "MessageParticipant", "Parameters": {"Text": "late"}, "Transitions": {"NextAction": "wait"}},
    {"Identifier": "sorry", "Type": "MessageParticipant", "Parameters": {"Text": "not known"}, "Transitions": {"NextAction": "wait"}},
    {"Identifier": "wait", "Type": "Wait", "Parameters": {"TimeoutSeconds": "3600"},
     "Transitions": {
       "Conditions": [{"NextAction": "end", "Condition": {"Operator": "Equals", "Operands": ["WaitCompleted"]}}],
       "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
  ]
}`

// guarded is a server with an identity provider, both of the test.
type guarded struct {
	*rejoin.Server
	provider *signintest.Provider
	flow     string
}

func guard(t *testing.T, args ...string) *guarded {
	t.Helper()
	provider, err := signintest.Start(clock.System().Now)
	must(t, err)
	t.Cleanup(provider.Close)
	file := filepath.Join(t.TempDir(), "integrations.yaml")
	must(t, os.WriteFile(file, []byte("identities:\n  "+userPool+":\n    web:\n      issuer: "+provider.URL+
		"\n      client: rejoin\n      secret: {env: SHOP_SECRET}\n      redirects: ["+shopAddress+"]\n"), 0o600))
	s := rejoin.Start(t, rejoin.Options{
		Args:    append([]string{"--integrations", file}, args...),
		NodeEnv: func(int) []string { return []string{"SHOP_SECRET=" + provider.Secret} },
	})
	return &guarded{s, provider, flowID(t, s, "signs in", signInFlow)}
}

// guest is a customer with ChatJS who is to sign in.
type guest struct {
	*chatjs.Participant
	t       *testing.T
	at      *guarded
	attempt string
}

func (g *guarded) arrives(t *testing.T) *guest {
	t.Helper()
	p := arrive(t, g.Server, withFlow(g.flow))
	told := p.Await(0, "onAuthenticationInitiated", nil)
	var content struct {
		SessionID string `json:"SessionId"`
	}
	must(t, json.Unmarshal([]byte(told.Data.Content), &content))
	return &guest{p, t, g, content.SessionID}
}

func (g *guest) url(attempt, redirect string) (string, error) {
	var got struct {
		Data struct {
			URL string `json:"AuthenticationUrl"`
		}
	}
	err := g.Call("getAuthenticationUrl", map[string]string{"sessionId": attempt, "redirectUri": redirect}, &got)
	return got.Data.URL, err
}

// goesThere signs in at the provider, and gives what came back.
func (g *guest) goesThere() (state, code string) {
	g.t.Helper()
	url, err := g.url(g.attempt, shopAddress)
	must(g.t, err)
	back, err := g.at.provider.SignIn(url)
	must(g.t, err)
	return back.Get("state"), back.Get("code")
}

// handIn is what the back end of the customer's page does, with the AWS SDK for Go v2.
func (g *guarded) handIn(t *testing.T, state string, code, fault *string) error {
	t.Helper()
	_, err := g.Connect().UpdateParticipantAuthentication(t.Context(), &connect.UpdateParticipantAuthenticationInput{
		InstanceId: aws.String(g.InstanceID()), State: &state, Code: code, Error: fault,
	})
	return err
}

// hears waits for a handler and for what the flow says then.
func (g *guest) hears(handler, text string) {
	g.t.Helper()
	g.Await(0, handler, nil)
	g.Await(0, "onMessage", func(i chatjs.Item) bool { return i.Content == text })
}

// wantStatus compares the contact's segment attribute.
func (g *guest) wantStatus(status, customer string) {
	g.t.Helper()
	out, err := g.at.Connect().DescribeContact(g.t.Context(), &connect.DescribeContactInput{
		InstanceId: aws.String(g.at.InstanceID()), ContactId: aws.String(g.Details.ContactID),
	})
	must(g.t, err)
	m := out.Contact.SegmentAttributes["connect:CustomerAuthentication"].ValueMap
	if got := aws.ToString(m["Status"].ValueString); got != status {
		g.t.Errorf("got status %q, want %q", got, status)
	}
	if got := aws.ToString(m["AssociatedCustomerId"].ValueString); got != customer {
		g.t.Errorf("got customer %q, want %q", got, customer)
	}
}

// authenticationEndsAsItDoes plays success, the provider's refusal and the time limit,
// against a provider that runs, and reads the log for what it must not tell.
func authenticationEndsAsItDoes(t *testing.T) {
	if rejoin.Scaled() {
		t.Skip("a manual clock is for one server on its own")
	}
	s := guard(t, "--clock", "manual")
	known := s.arrives(t)
	state, code := known.goesThere()
	must(t, s.handIn(t, state, &code, nil))
	known.hears("onAuthenticationSuccessful", "known")
	known.wantStatus("AUTHENTICATED", "ada-1")
	var used *types.ConflictException
	if err := s.handIn(t, state, &code, nil); !errors.As(err, &used) {
		t.Errorf("the state again: got %v, want a conflict", err)
	}

	unknown := s.arrives(t)
	state, _ = unknown.goesThere()
	must(t, s.handIn(t, state, aws.String("made up"), nil))
	unknown.hears("onAuthenticationFailed", "not known")
	unknown.wantStatus("FAILED", "")

	refused := s.arrives(t)
	state, _ = refused.goesThere()
	must(t, s.handIn(t, state, nil, aws.String("access_denied")))
	refused.hears("onAuthenticationFailed", "not known")

	late := s.arrives(t)
	_, err := s.Clock(t.Context(), "advance", "3m")
	must(t, err)
	late.hears("onAuthenticationTimeout", "late")
	late.wantStatus("TIMEOUT", "")
	for _, line := range s.Mentions(s.provider.Secret, state, code) {
		t.Errorf("the log tells what it must not: %s", line)
	}
}

func cancelledAuthenticationIsTold(t *testing.T) {
	g := guard(t).arrives(t)
	must(t, g.Call("cancelParticipantAuthentication", map[string]string{"sessionId": g.attempt}, nil))
	g.hears("onAuthenticationCanceled", "anonymous")
	g.wantStatus("", "")
}

func foreignAuthenticationIsRefused(t *testing.T) {
	s := guard(t)
	g, other := s.arrives(t), s.arrives(t)
	refused := func(by *guest, attempt, redirect string) {
		t.Helper()
		_, err := by.url(attempt, redirect)
		wantRejection(t, err, "ValidationException", http.StatusBadRequest)
	}
	refused(other, g.attempt, shopAddress)
	refused(g, g.attempt, "https://evil.example/")
	err := other.Call("cancelParticipantAuthentication", map[string]string{"sessionId": g.attempt}, nil)
	wantRejection(t, err, "ValidationException", http.StatusBadRequest)
	state, code := g.goesThere()
	refused(g, g.attempt, shopAddress)
	var invalid *types.InvalidParameterException
	if err := s.handIn(t, "x"+state, &code, nil); !errors.As(err, &invalid) {
		t.Errorf("a forged state: got %v, want that it is invalid", err)
	}
	must(t, s.handIn(t, state, &code, nil))
	g.hears("onAuthenticationSuccessful", "known")
}

// The customer is at the provider's page when the server is killed; the one that comes
// after it takes the code.
func TestKilledServerKeepsASignIn(t *testing.T) {
	t.Parallel()
	s := guard(t)
	g := s.arrives(t)
	state, code := g.goesThere()
	g.GoOffline() // or ChatJS gives up before several nodes are up again
	s.Kill()
	must(t, s.Up())
	g.GoOnline()
	must(t, s.handIn(t, state, &code, nil))
	g.hears("onAuthenticationSuccessful", "known")
	g.wantStatus("AUTHENTICATED", "ada-1")
}

// The server is killed while it waits for the provider to take the code; the one that
// comes after it exchanges the code again, and the flow goes on once.
func TestKilledServerExchangesTheCodeAgain(t *testing.T) {
	t.Parallel()
	s := guard(t)
	g := s.arrives(t)
	state, code := g.goesThere()
	held := s.provider.Hold()
	must(t, s.handIn(t, state, &code, nil))
	<-held
	g.GoOffline()
	s.Kill()
	must(t, s.Up())
	g.GoOnline()
	g.hears("onAuthenticationSuccessful", "known")
	g.wantStatus("AUTHENTICATED", "ada-1")
	if n := s.provider.TokensAsked(); n != 1 {
		t.Errorf("the code was exchanged %d times besides the one that was held, want once", n)
	}
	var used *types.ConflictException
	if err := s.handIn(t, state, &code, nil); !errors.As(err, &used) {
		t.Errorf("the state again: got %v, want a conflict", err)
	}
}
