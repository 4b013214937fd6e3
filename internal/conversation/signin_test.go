package conversation_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/store"
)

const backHere = "https://shop.example/back"

// providers plays identity providers: one is known, and a code is good if it is "good".
type providers struct {
	mu       sync.Mutex
	state    string
	made     chat.SignIn
	thinks   time.Duration // how long an exchange takes
	stubborn bool          // it does not stop earlier
	exchange []chat.SignIn
}

func (p *providers) KnowsProvider(pool, client string) bool { return pool == "pool" && client == "web" }

func (p *providers) SignInURL(_ context.Context, s chat.SignIn, state string) (string, error) {
	if s.RedirectURI != backHere {
		return "", chat.Invalid("RedirectUri", "is not allowed")
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.state, p.made = state, s
	return "https://id.example/?state=" + state, nil
}

func (p *providers) Exchange(ctx context.Context, s chat.SignIn, code string) (chat.SignInSubject, error) {
	p.mu.Lock()
	p.exchange = append(p.exchange, s)
	thinks := p.thinks
	if p.stubborn {
		ctx = context.WithoutCancel(ctx)
	}
	p.mu.Unlock()
	select {
	case <-time.After(thinks):
	case <-ctx.Done():
		return chat.SignInSubject{}, ctx.Err()
	}
	if code != "good" {
		return chat.SignInSubject{}, errors.New("the code is not good")
	}
	return chat.SignInSubject{Issuer: "https://id.example", Subject: "ada-1"}, nil
}

func (p *providers) takes(d time.Duration, stubborn bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.thinks, p.stubborn = d, stubborn
}

func signsIn(client string) action {
	return action{kind: "AuthenticateParticipant", params: map[string]any{
		"CognitoConfiguration": map[string]string{"UserPoolArn": "pool", "AppClientId": client}, "TimeLimitMinutes": 5,
	}}
}

func signInFlow(client string) []action {
	return []action{
		signsIn(client).on("OptedOut", "out").failing(flow.ErrorTimeLimitExceeded, "late").failing(flow.ErrorNoMatchingError, "broken"),
		says("hello $.SegmentAttributes['connect:CustomerAuthentication'].AssociatedCustomerId"), hangsUp(),
		says("anonymous").named("out"), hangsUp(),
		says("too late").named("late"), signsIn(client).on("OptedOut", "out").failing(flow.ErrorNoMatchingError, "broken"),
		says("hello again"), hangsUp(),
		says("not known").named("broken"), hangsUp(),
	}
}

// attempt is the id of the attempt that the customer was told of last.
func (v *visit) attempt() string {
	v.w.t.Helper()
	items, err := v.w.store.Items(context.Background(), store.ItemQuery{SessionID: v.id, Direction: store.Forward, Limit: 1000})
	v.w.check(err)
	var content struct {
		SessionID string `json:"SessionId"`
	}
	for i := range items {
		if items[i].ContentType == chat.EventAuthenticationInitiated {
			v.w.check(json.Unmarshal([]byte(items[i].Content), &content))
			if items[i].Visibility != chat.VisibleToCustomer {
				v.w.t.Errorf("the attempt is told to %q, want the customer alone", items[i].Visibility)
			}
		}
	}
	return content.SessionID
}

// asksFor asks for the URL of the attempt that was told last.
func (v *visit) asksFor() {
	v.w.t.Helper()
	url, err := v.w.Conversations.SignInURL(context.Background(), v.customer, v.attempt(), backHere)
	v.w.check(err)
	equal(v.w, "the URL", url, "https://id.example/?state="+v.w.providers.state)
}

// comesBack hands in what came back from the provider.
func (v *visit) comesBack(code string) error {
	return v.w.AnswerSignIn(context.Background(), instance, v.w.providers.state, code)
}

func (v *visit) wantAuthentication(want string) {
	v.w.t.Helper()
	m := v.contact(1).SegmentAttributes["connect:CustomerAuthentication"].Map
	var got []string
	for _, name := range []string{"Status", "IdentityProvider", "AssociatedCustomerId", "ClientId", "AuthenticationMethod"} {
		if s := m[name].String; s != nil {
			got = append(got, *s)
		}
	}
	equal(v.w, "the contact's authentication", strings.Join(got, " "), want)
}

func (v *visit) wantLastLine(want string) {
	v.w.t.Helper()
	all := v.listed()
	if len(all) < 2 {
		v.w.t.Fatalf("got %v, want the last line to be %q", all, want)
	}
	equal(v.w, "the last line", line(all[len(all)-2]), "SYSTEM_MESSAGE: "+want)
	v.wantEnded(chat.DisconnectContactFlow)
}

func TestWhoSignsInIsKnown(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.begins(through(w.flow(signInFlow("web")...), asking()))
		v.wantSignals("at first", "SYSTEM_MESSAGE initiated")
		v.says("what is this?") // is heard by nobody
		v.asksFor()
		w.check(v.comesBack("good"))
		w.pass(0)
		v.wantSignals("at last", "SYSTEM_MESSAGE initiated, SYSTEM_MESSAGE succeeded")
		v.wantAuthentication("AUTHENTICATED https://id.example ada-1 web CONNECT")
		v.wantLastLine("hello ada-1")
		if w.providers.exchange[0] != w.providers.made || len(w.providers.made.Verifier) < 43 || w.providers.made.Nonce == "" {
			t.Errorf("got exchange %+v, want that of the URL %+v", w.providers.exchange, w.providers.made)
		}
		w.wantKind("the state again", v.comesBack("good"), chat.KindConflict)
	})
}

// A customer who connects later is told then, and has a minute from then on.
func TestASignInIsToldWhoConnectsLater(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.starts(through(w.flow(signInFlow("web")...), asking()))
		v.wantSignals("to nobody", "")
		w.pass(2 * time.Minute)
		v.connects()
		v.wantSignals("on arrival", "SYSTEM_MESSAGE initiated")
		w.pass(time.Minute)
		v.asksFor()
	})
}

func TestWhoDoesNotSignIn(t *testing.T) {
	for name, c := range map[string]struct {
		client, line, signal, status string
		does                         func(v *visit)
	}{
		"opts out": {"web", "anonymous", "cancelled", "", func(v *visit) {
			v.w.check(v.w.CancelSignIn(context.Background(), v.customer, v.attempt()))
		}},
		"opts out at the provider's page": {"web", "anonymous", "cancelled", "", func(v *visit) {
			v.asksFor()
			v.w.check(v.w.CancelSignIn(context.Background(), v.customer, v.attempt()))
		}},
		"brings a bad code": {"web", "not known", "failed", "FAILED web CONNECT", func(v *visit) {
			v.asksFor()
			v.w.check(v.comesBack("bad"))
		}},
		"brings an error": {"web", "not known", "failed", "FAILED web CONNECT", func(v *visit) {
			v.asksFor()
			v.w.check(v.comesBack(""))
		}},
		"takes a provider that is slow": {"web", "not known", "failed", "FAILED web CONNECT", func(v *visit) {
			v.w.providers.takes(time.Minute, false)
			v.asksFor()
			v.w.check(v.comesBack("good"))
			v.w.pass(10 * time.Second)
		}},
		"has no provider": {"app", "not known", "", "", func(*visit) {}},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				v := w.starts(through(w.flow(signInFlow(c.client)...), asking()))
				if c.client == "web" {
					v.connects()
				}
				c.does(v)
				w.pass(0)
				if c.signal != "" {
					v.wantSignals("at last", "SYSTEM_MESSAGE initiated, SYSTEM_MESSAGE "+c.signal)
				}
				v.wantAuthentication(c.status)
				if c.client == "web" {
					v.wantLastLine(c.line)
				}
			})
		})
	}
}

// The time limit survives a restart, and a second attempt has its own id and state:
// those of the first are worth nothing.
func TestASignInThatTakesTooLong(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.begins(through(w.flow(signInFlow("web")...), asking()))
		v.asksFor()
		first, state := v.attempt(), w.providers.state
		w.restart(4 * time.Minute)
		v.wantSignals("before the limit", "SYSTEM_MESSAGE initiated")
		w.pass(time.Minute)
		v.wantSignals("after the limit", "SYSTEM_MESSAGE initiated, SYSTEM_MESSAGE timeout, SYSTEM_MESSAGE initiated")
		v.wantAuthentication("TIMEOUT web CONNECT")
		w.wantKind("the old state", w.AnswerSignIn(context.Background(), instance, state, "good"), chat.KindConflict)
		w.wantKind("the old id", w.CancelSignIn(context.Background(), v.customer, first), chat.KindInvalid)
		v.asksFor()
		w.check(v.comesBack("good"))
		w.pass(0)
		v.wantLastLine("hello again")
	})
}

// An exchange whose answer never comes is begun again, and the answer that comes
// last is dropped.
func TestACodeWhoseExchangeIsLostIsExchangedAgain(t *testing.T) {
	inWorld(t, func(w *world) {
		w.providers.takes(20*time.Second, true)
		v := w.begins(through(w.flow(signInFlow("web")...), asking()))
		v.asksFor()
		w.check(v.comesBack("good"))
		w.wantKind("the state again", v.comesBack("good"), chat.KindConflict)
		w.pass(time.Second)
		w.providers.takes(0, false)
		w.pass(time.Minute)
		equal(w, "exchanges", len(w.providers.exchange), 2)
		v.wantLastLine("hello ada-1")
	})
}

func TestStrangersCannotSignIn(t *testing.T) {
	inWorld(t, func(w *world) {
		f := w.flow(signInFlow("web")...)
		v, other := w.begins(through(f, asking())), w.begins(through(f, asking()))
		ctx := context.Background()
		url := func(by *visit, id, redirect string) error {
			_, err := w.Conversations.SignInURL(ctx, by.customer, id, redirect)
			return err
		}
		w.wantKind("another's id", url(other, v.attempt(), backHere), chat.KindInvalid)
		w.wantKind("another's id to cancel", w.CancelSignIn(ctx, other.customer, v.attempt()), chat.KindInvalid)
		w.wantKind("an id of nothing", url(v, nobody, backHere), chat.KindInvalid)
		w.wantKind("an open redirect", url(v, v.attempt(), "https://evil.example/"), chat.KindInvalid)
		b := v.joinedBy("Bot")
		_, err := w.Conversations.SignInURL(ctx, b.who, v.attempt(), backHere)
		w.wantKind("a bot", err, chat.KindDenied)
		v.asksFor()
		w.wantKind("a second URL", url(v, v.attempt(), backHere), chat.KindInvalid)
		w.wantKind("a forged state", w.AnswerSignIn(ctx, instance, "x"+w.providers.state, "good"), chat.KindInvalid)
		w.wantKind("a code that cannot be stored", v.comesBack("a\x00"), chat.KindInvalid)
		w.wantKind("another instance", w.AnswerSignIn(ctx, "other", w.providers.state, "good"), chat.KindInvalid)
		w.pass(time.Minute + time.Second)
		w.wantKind("too late", url(other, other.attempt(), backHere), chat.KindInvalid)
		v.wantActive()
		v.leaves()
		w.wantKind("a chat that is over", v.comesBack("good"), chat.KindConflict)
		w.wantKind("cancelling there", w.CancelSignIn(ctx, v.customer, v.attempt()), chat.KindDenied)
	})
}

// A function that the flow calls afterwards gets to know who has signed in.
func TestAFunctionIsToldWhoHasSignedIn(t *testing.T) {
	inWorld(t, func(w *world) {
		w.partner.function = func([]byte) []byte { return []byte(`{}`) }
		v := w.begins(through(w.flow(
			signsIn("web").on("OptedOut", "end").failing(flow.ErrorNoMatchingError, "end"),
			action{kind: "InvokeLambdaFunction", params: map[string]any{"LambdaFunctionARN": "arn:f"}}.failing(flow.ErrorNoMatchingError, "end"),
			hangsUp().named("end"),
		), asking()))
		v.asksFor()
		w.check(v.comesBack("good"))
		w.pass(0)
		calls := w.partner.made()
		if len(calls) != 1 || !strings.Contains(calls[0].event, `"AssociatedCustomerId":{"ValueString":"ada-1"}`) {
			t.Errorf("got calls %v, want one with the customer", calls)
		}
	})
}
