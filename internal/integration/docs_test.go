package integration

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/bot"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

var example = regexp.MustCompile("(?s)\n```yaml ([a-z.]+)\n(.*?)\n```\n")

// documented writes the files of the documentation into a folder, and gives the
// path of the one that names the others.
func documented(t *testing.T) string { return documentedIn(t, "bots", "orders.secret", 2) }

func documentedIn(t *testing.T, name, secret string, want int) string {
	t.Helper()
	page, err := os.ReadFile("../../docs/" + name + ".md")
	if err != nil {
		t.Fatalf("read the documentation: %v", err)
	}
	folder := t.TempDir()
	files := map[string]string{secret: "shared\n"}
	for _, m := range example.FindAllStringSubmatch(string(page), -1) {
		files[m[1]] = m[2]
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatalf("write %s: %v", name, err)
		}
	}
	if len(files) != 1+want {
		t.Fatalf("got %d files from the documentation, want the integrations and what they name", len(files)-1)
	}
	return filepath.Join(folder, "integrations")
}

func TestTheDocumentedFilesWork(t *testing.T) {
	set, err := Load(t.Context(), documented(t), Options{LookupEnv: env(map[string]string{"CONCIERGE_AUTHORIZATION": "Bearer x"}), Now: friday})
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	defer set.Close()
	for _, name := range []string{"support", "concierge", "arn:aws:lex:eu-central-1:123456789012:bot-alias/VGKIKY0S9G/TSTALIASID"} {
		if !set.Bots.Knows(name) {
			t.Errorf("got no bot %s", name)
		}
	}
	for _, name := range []string{"orders", "orders:7", "greet"} {
		if !set.Functions.Knows("arn:aws:lambda:eu-central-1:123456789012:function:" + name) {
			t.Errorf("got no function %s", name)
		}
	}
}

func friday() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

func TestTheDocumentedBotPlays(t *testing.T) {
	set, err := Load(t.Context(), documented(t), Options{LookupEnv: env(map[string]string{"CONCIERGE_AUTHORIZATION": "Bearer x"}), Now: friday})
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	defer set.Close()
	steps := []struct{ say, intent, state, action, hear string }{
		{"hi", bot.FallbackIntent, "InProgress", "ElicitIntent", "ListPicker"},
		{"Book an appointment", "Book", "InProgress", "ElicitSlot", "QuickReply"},
		{"downtown please", "Book", "InProgress", "ElicitSlot", "On which day?"},
		{"tomorrow", "Book", "InProgress", "ConfirmIntent", "City, 2026-11-21: shall I book that?"},
		{"yes", "Book", "Fulfilled", "ElicitIntent", "Booked. See you on 2026-11-21!"},
		{"where is order 4711?", "TrackOrder", "Fulfilled", "Close", "Let me look for order 4711."},
		{"where is order #4712?", "TrackOrder", "Fulfilled", "Close", "Let me look for order 4712."},
		{"where is order abc", "TrackOrder", "InProgress", "ElicitSlot", "That is a number, such as 4711."},
		{"４７１１", "TrackOrder", "Fulfilled", "Close", "Let me look for order 4711."},
		{"book an appointment on tomorrow", "Book", "InProgress", "ElicitSlot", "QuickReply"},
		{"airport", "Book", "InProgress", "ConfirmIntent", "Airport, 2026-11-21: shall I book that?"},
		{"no", "Book", "Failed", "ElicitIntent", "All right, nothing is booked."},
		{"gibberish", bot.FallbackIntent, "InProgress", "ElicitIntent", "Sorry"},
		{"let me talk to a human", "Agent", "Fulfilled", "Close", "One moment, please."},
	}
	turn := flow.AskBot{Bot: "support"}
	for _, step := range steps {
		turn.Text = step.say
		a, err := set.Ask(t.Context(), "key", "5ca32fbd-8f92-46af-92a5-6b0f970f0efe", turn)
		if err != nil {
			t.Fatalf("%s: %v", step.say, err)
		}
		if a.Intent != step.intent || a.IntentState != step.state || a.DialogAction != step.action || !strings.Contains(a.Messages[len(a.Messages)-1].Content, step.hear) {
			t.Errorf("%s: got %+v, want %s, %s, %s and %q", step.say, a, step.intent, step.state, step.action, step.hear)
		}
		for _, m := range a.Messages {
			if m.ContentType == string(bot.CustomPayload) && !strings.Contains(m.Plain, "\n- ") {
				t.Errorf("%s: got %q for chats that take text only, want the choices", step.say, m.Plain)
			}
		}
		turn.State, turn.SessionAttributes = a.State, a.SessionAttributes
	}
	if turn.SessionAttributes["orderNumber"] != "4711" {
		t.Errorf("got session attributes %v, want the order's number", turn.SessionAttributes)
	}
}

func TestTheDocumentedTablesAnswer(t *testing.T) {
	set, err := Load(t.Context(), documentedIn(t, "profiles", "crm.secret", 2), Options{LookupEnv: env(map[string]string{"CRM_AUTHORIZATION": "Bearer x"}), Now: friday})
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	defer set.Close()
	if !set.Keeps(flow.KeeperOfProfiles) {
		t.Error("got nobody who keeps profiles")
	}
	got, err := set.Consult(t.Context(), "key", "c1", flow.Consult{Keeper: flow.KeeperOfTables, Action: "EvaluateDataTableValues", Parameters: []byte(
		`{"DataTableId":"opening","Queries":[{"QueryName":"q","Attributes":["text","queue"],"PrimaryValues":[{"AttributeName":"branch","Value":"airport"}]}]}`)})
	if want := `{"DataTables":{"q":{"text":"Day and night"}}}`; err != nil || string(got) != want {
		t.Errorf("got %s and %v, want %s", got, err, want)
	}
}

func TestTheDocumentedTopicsAreKnown(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "key")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	set, err := Load(t.Context(), documentedIn(t, "message-streaming", "sms.secret", 1), Options{LookupEnv: env(map[string]string{"SMS_AUTHORIZATION": "Bearer x"}), Now: friday})
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	defer set.Close()
	for _, name := range []string{"chats", "local", "sms", "lambda"} {
		if !set.KnowsTopic("arn:aws:sns:eu-central-1:123456789012:" + name) {
			t.Errorf("got no topic %s", name)
		}
	}
}
