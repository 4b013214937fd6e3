package main

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// asks is a flow that hands the customer to the bot called support.
const asks = `{"Version":"2019-10-30","StartAction":"bot","Metadata":{"name":"Asks"},"Actions":[
	{"Identifier":"bot","Type":"ConnectParticipantWithLexBot","Parameters":{"Text":"Welcome to the shop","LexV2Bot":{"AliasArn":"support"}},
		"Transitions":{"NextAction":"bye","Errors":[{"NextAction":"sorry","ErrorType":"NoMatchingCondition"},{"NextAction":"sorry","ErrorType":"NoMatchingError"}],
		"Conditions":[{"NextAction":"bye","Condition":{"Operator":"Equals","Operands":["Agent"]}}]}},
	{"Identifier":"sorry","Type":"MessageParticipant","Parameters":{"Text":"That did not work"},"Transitions":{"NextAction":"bye","Errors":[{"NextAction":"bye","ErrorType":"NoMatchingError"}]}},
	{"Identifier":"bye","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`

// The bot that the documentation shows, played as a reader would: in a terminal, by the
// numbers of its lists.
func TestTheDocumentedBotIsPlayedInTheTerminal(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "bots.md"))
	if err != nil {
		t.Fatal(err)
	}
	file := regexp.MustCompile("(?s)\n```yaml support.yaml\n(.*?)\n```\n").FindStringSubmatch(string(page))
	if file == nil {
		t.Fatal("got no support.yaml in docs/bots.md")
	}
	integrations := written(t, "integrations.yaml", "bots: {support: {builtin: "+written(t, "support.yaml", file[1])+"}}")
	dir := t.TempDir()
	i := installation{serving(t, program(t, "serve", "--listen", "127.0.0.1:0", "--data", dir, "--integrations", integrations)), dir}
	id := imported(t, i.flow(t, "import", written(t, "asks.json", asks)), `created the flow "Asks", published`)

	c := program(t, "chat", "--name", "Ana", "--flow", id, "--endpoint", "http://"+i.where(t), "--state", filepath.Join(dir, "chat.json"))
	keys, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	screen := bufio.NewScanner(stdout)
	for _, step := range []struct{ shown, say string }{
		{"SYSTEM_MESSAGE|System: Welcome to the shop", "hello"},
		{"3. Talk to a person", "2"},
		{"Ana: Book an appointment", ""},
		{"2. Airport", "1"},
		{"BOT: On which day?", "on tomorrow"},
		{"BOT: City, .*: shall I book that?", "no"},
		{"BOT: All right, nothing is booked.", "a real person"},
		{"the chat has ended", ""},
	} {
		shown := regexp.MustCompile(step.shown)
		for !shown.MatchString(screen.Text()) {
			if !screen.Scan() {
				t.Fatalf("the screen ended (%v) without %q", screen.Err(), step.shown)
			}
			if strings.Contains(screen.Text(), "did not work") {
				t.Fatalf("the flow took its error branch before %q", step.shown)
			}
		}
		if step.say != "" {
			if _, err := io.WriteString(keys, step.say+"\n"); err != nil {
				t.Fatal(err)
			}
		}
	}
	for screen.Scan() { // to its end, so that Wait may close it
	}
	if err := c.Wait(); err != nil {
		t.Errorf("got %v, want the chat to end well", err)
	}
}
