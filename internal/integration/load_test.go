package integration

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/bot"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/function"
)

var (
	_ conversation.Outside = (*Set)(nil)
	_ conversation.SignIns = (*Set)(nil)
)

// env is an environment of its own.
func env(vars map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		value, ok := vars[name]
		return value, ok
	}
}

// write makes a file of integrations beside a bot and a secret.
func write(t *testing.T, content string) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range map[string]string{
		"integrations.yaml": content, "good.yaml": "intents: {Hi: {utterances: [hi], say: Hello}}", "bad.yaml": "intents:\n  Hi: {sya: x}",
		"token": "secret-token\n", "empty": "\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatalf("write %s: %v", name, err)
		}
	}
	return filepath.Join(folder, "integrations.yaml")
}

// load loads a file that has to be right.
func load(t *testing.T, content string, vars map[string]string) *Set {
	t.Helper()
	set, err := Load(t.Context(), write(t, content), Options{LookupEnv: env(vars), Now: time.Now})
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	t.Cleanup(set.Close)
	return set
}

func TestFaultsAreOneLineWithItsNumber(t *testing.T) {
	noCredentials(t)
	const topics = "topics:\n  arn:aws:sns:eu-west-1:123456789012:a:\n"
	const hook = "bots:\n  b:\n    http:\n      url: https://x.example\n"
	tests := []struct{ name, file, want string }{
		{"an unknown key", "bot: {}", `line 1: there is no setting "bot" here, want one of bots, functions, topics, profiles, tables, identities`},
		{"no provider", "bots:\n  b: {}", "line 2: want one of lex, builtin, http"},
		{"two providers", "bots:\n  b: {builtin: good.yaml, http: {url: https://x.example}}", "line 2: want one of lex, builtin, http"},
		{"an unknown provider", "bots:\n  b: {rasa: x}", `line 2: there is no setting "rasa" here, want one of lex, builtin, http`},
		{"a wrong ARN", "bots:\n  arn:aws:lex:x:\n    builtin: good.yaml", "line 2: bot arn:aws:lex:x: want arn:aws:lex:REGION:ACCOUNT:bot-alias/BOT/ALIAS"},
		{"a Lex bot without an ARN", "bots:\n  b:\n    lex: {endpoint: http://x, unsigned: true}", "line 3: alias: want arn:aws:lex:REGION:ACCOUNT:bot-alias/BOT/ALIAS"},
		{"AWS without a signature", "functions:\n  f:\n    lambda:\n      unsigned: true", "line 4: AWS takes no request unsigned: name an endpoint"},
		{"AWS without a region", "functions:\n  f:\n    lambda: {name: x}", "line 3: want a region, such as region: eu-central-1"},
		{"AWS without credentials", "functions:\n  f:\n    lambda: {region: eu-central-1}", "line 3: no AWS credentials are found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile, or give the machine a role"},
		{"an unknown key of lex", "bots:\n  arn:aws:lex:eu-central-1:123456789012:bot-alias/A/B:\n    lex:\n      url: x\n      endpoint: http://x\n      unsigned: true", `line 4: there is no setting "url" here, want one of alias, region, endpoint, profile, unsigned`},
		{"no URL", "functions:\n  f:\n    http: {}", "line 3: url is missing"},
		{"a strange URL", "functions:\n  f:\n    http: {url: 'ftp://x'}", "line 3: want http://HOST… or https://HOST…"},
		{"a URL with a password", "functions:\n  f:\n    http: {url: 'https://u:hidden@x'}", "line 3: want a URL without user and fragment; credentials belong into headers"},
		{"a secret in the file", "functions:\n  f:\n    http: {url: 'https://x', secret: hidden}", "line 3: a secret is not written here: want {env: NAME} or {file: PATH}"},
		{"no secret in the environment", "functions:\n  f:\n    http:\n      url: https://x\n      secret: {env: NOWHERE}", "line 5: the environment has no NOWHERE"},
		{"an empty file of a secret", "functions:\n  f:\n    http:\n      url: https://x\n      secret: {file: empty}", "line 5: no secret is in empty"},
		{"a secret from nowhere", "functions:\n  f:\n    http:\n      url: https://x\n      secret: {vault: x}", `line 5: there is no setting "vault" here, want one of env, file`},
		{"a header of our own", hook + "      headers: {content-type: x}", `line 5: "content-type" is no header that can be set`},
		{"a header with a line break", hook + `      headers: {X-A: "a\nhidden"}`, "line 5: a header has one line"},
		{"a session that is too long", hook + "      session: 25h", "line 5: want a duration from 1m0s to 24h0m0s, such as 5m"},
		{"a topic without an ARN", "topics:\n  chats: {http: {url: https://x}}", "line 2: a topic has an ARN: arn:aws:sns:REGION:ACCOUNT:NAME"},
		{"a topic with an order", "topics:\n  arn:aws:sns:eu-west-1:123456789012:a.fifo: {sns: {}}", "line 2: chats are streamed to standard topics only"},
		{"a topic without a place", topics + "    {}", "line 3: want one of sns, http, function"},
		{"a topic of two places", topics + "    {sns: {}, http: {url: https://x}}", "line 3: want one of sns, http, function"},
		{"a topic of no function", topics + "    function: f", `line 3: "f" is none of the functions of this file`},
		{"a topic in AWS without credentials", topics + "    sns: {}", "line 3: no AWS credentials are found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile, or give the machine a role"},
		{"a topic's header of our own", topics + "    http: {url: https://x, headers: {content-type: x}}", `line 3: "content-type" is no header that can be set`},
		{"a star in the middle", "functions:\n  a*b:\n    http: {url: https://x}", "line 2: a function has an ARN or a name of 1 to 256 characters; a * at the end stands for all that begin so"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := write(t, tt.file)
			_, err := Load(t.Context(), path, Options{LookupEnv: env(nil), Now: time.Now})
			if want := path + ": " + tt.want; err == nil || err.Error() != want {
				t.Errorf("got  %v\nwant %s", err, want)
			}
			if err != nil && strings.Contains(err.Error(), "hidden") {
				t.Errorf("got %v, want no secret in it", err)
			}
		})
	}
}

// noCredentials makes sure that none are found.
func noCredentials(t *testing.T) {
	t.Helper()
	for _, name := range []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"} {
		t.Setenv(name, "")
	}
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", t.TempDir()+"/none")
	t.Setenv("AWS_CONFIG_FILE", t.TempDir()+"/none")
}

func TestFilesThatAreNamedAreRead(t *testing.T) {
	for file, want := range map[string]string{
		"bots: {b: {builtin: bad.yaml}}":  `bad.yaml: line 2: there is no setting "sya" here`,
		"bots: {b: {builtin: none.yaml}}": "none.yaml: no such file",
	} {
		_, err := Load(t.Context(), write(t, file), Options{LookupEnv: env(nil), Now: time.Now})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want %s", file, err, want)
		}
	}
	missing := filepath.Join(t.TempDir(), "none.yaml")
	if _, err := Load(t.Context(), missing, Options{}); !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), missing) {
		t.Errorf("got %v, want it to name %s", err, missing)
	}
}

func TestWithoutAFileThereIsNothing(t *testing.T) {
	set, err := Load(t.Context(), "", Options{})
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	defer set.Close()
	if _, err := set.Ask(t.Context(), "k", "c", flow.AskBot{Bot: "b"}); !errors.Is(err, bot.ErrUnknown) {
		t.Errorf("got %v, want %v", err, bot.ErrUnknown)
	}
	if _, err := set.Invoke(t.Context(), "k", flow.InvokeFunction{ARN: "f"}, nil); !errors.Is(err, function.ErrUnknown) {
		t.Errorf("got %v, want %v", err, function.ErrUnknown)
	}
}

func TestFunctionsAndBotsAreReachedWithTheirSecrets(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.Header.Get("Authorization") != "from-env" || r.Header.Get("X-Token") != "secret-token" || r.Header.Get("X-Tenant") != "7" || r.Header.Get("Idempotency-Key") != "key-1" {
			t.Errorf("%s: got headers %v, want those of the file and the key", r.URL.Path, r.Header)
		}
		if r.URL.Path == "/bot" {
			_, _ = io.WriteString(w, `{"sessionState":{"dialogAction":{"type":"Close"},"intent":{"name":"Menu","state":"Fulfilled","slots":{"a":{"value":{"interpretedValue":"b"}}}}},"messages":[{"contentType":"ImageResponseCard","imageResponseCard":{"title":"Done","buttons":[{"text":"x","value":"y"}]}}]}`)
			return
		}
		if !strings.HasPrefix(r.Header.Get(function.SignatureHeader), "t=") || string(body) != `{"event":1}` {
			t.Errorf("got signature %q of %s, want one of the event", r.Header.Get(function.SignatureHeader), body)
		}
		_, _ = io.WriteString(w, `{"ok":true}`)
	}))
	defer server.Close()
	const headers = "\n      headers: {Authorization: {env: AUTH}, X-Token: {file: token}, X-Tenant: 7}\n"
	set := load(t, "bots:\n  menu:\n    http:\n      url: "+server.URL+"/bot"+headers+
		"functions:\n  arn:aws:lambda:*:\n    http:\n      url: "+server.URL+"/f"+headers+"      secret: {file: token}\n", map[string]string{"AUTH": "from-env"})
	answer, err := set.Ask(t.Context(), "key-1", "5ca32fbd-8f92-46af-92a5-6b0f970f0efe", flow.AskBot{Bot: "menu", Text: "hi"})
	want := flow.BotAnswer{
		Messages: []flow.BotMessage{{ContentType: "ImageResponseCard", Content: "Done\n- x"}},
		Intent:   "Menu", IntentState: "Fulfilled", DialogAction: "Close", Slots: map[string]string{"a": "b"}, SessionAttributes: map[string]string{},
		Interpretations: []flow.Interpretation{{Intent: "Menu", Slots: map[string]string{"a": "b"}}},
	}
	if err != nil || !reflect.DeepEqual(answer, want) {
		t.Errorf("got  %+v and %v\nwant %+v", answer, err, want)
	}
	got, err := set.Invoke(t.Context(), "key-1", flow.InvokeFunction{ARN: "arn:aws:lambda:x:1:function:f", Seconds: 8}, []byte(`{"event":1}`))
	if err != nil || string(got) != `{"ok":true}` {
		t.Errorf("got %s and %v, want the answer", got, err)
	}
}

func TestAWSIsReachedAtItsOwnEndpoints(t *testing.T) {
	noCredentials(t)
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "hidden")
	for region, want := range map[string]string{"eu-central-1": "https://lambda.eu-central-1.amazonaws.com", "cn-north-1": "https://lambda.cn-north-1.amazonaws.com.cn"} {
		if got := function.Endpoint(region); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	set := load(t, "functions: {'arn:aws:lambda:eu-central-1:1:function:f': {lambda: {}}}\nbots: {'arn:aws:lex:eu-central-1:123456789012:bot-alias/A/B': {lex: {}}, n: {lex: {alias: 'arn:aws:lex:eu-central-1:123456789012:bot-alias/A/B', profile: ~}}}", nil)
	if !set.Bots.Knows("n") || !set.Functions.Knows("arn:aws:lambda:eu-central-1:1:function:f") {
		t.Error("got no bot or no function, want both")
	}
}

// FuzzLoad holds that no file makes the reader panic, and that every fault is one
// line.
func FuzzLoad(f *testing.F) {
	f.Add("bots: {b: {http: {url: 'http://x', headers: {a: b}}}}\nfunctions: {'a*': {lambda: {endpoint: 'http://x', unsigned: true}}}")
	f.Fuzz(func(t *testing.T, content string) {
		if strings.Contains(content, "region") || strings.Contains(content, "arn:") {
			return // would look for credentials
		}
		path := filepath.Join(t.TempDir(), "f")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatalf("write: %v", err)
		}
		set, err := Load(t.Context(), path, Options{LookupEnv: env(nil), Now: time.Now})
		if err == nil {
			set.Close()
		} else if strings.Contains(err.Error(), "\n") {
			t.Errorf("got %q, want one line", err)
		}
	})
}
