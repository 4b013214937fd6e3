package main

import (
	"bufio"
	"io"
	"net/http"
	"strings"
	"testing"
)

func TestABotIsServedAsTheLexRuntimeServesIt(t *testing.T) {
	t.Parallel()
	file := written(t, "bot.yaml", "intents: {Hello: {utterances: [hi], say: Hello to you}}")
	c := program(t, "bot", "--listen", "127.0.0.1:0", file)
	stdout, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait() // it was killed
	})
	url, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("read the URL: %v", err)
	}
	answer, err := http.Post(strings.TrimSpace(url)+"/bots/ANY/botAliases/ANY/botLocales/en_US/sessions/me/text", "application/json", strings.NewReader(`{"text":"Hi!"}`))
	if err != nil {
		t.Fatalf("ask the bot: %v", err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || !strings.Contains(string(body), `"content":"Hello to you"`) || !strings.Contains(string(body), `"state":"Fulfilled"`) {
		t.Errorf("got %d %s and %v, want the greeting", answer.StatusCode, body, err)
	}
}

func TestBotsAndIntegrationsThatCannotWorkAreSaidInOneLine(t *testing.T) {
	good := written(t, "good.yaml", "intents: {Hi: {utterances: [hi], say: x}}")
	bad := written(t, "bad.yaml", "intents:\n  Hi: {sya: x}")
	integrations := written(t, "integrations.yaml", "bots:\n  b: {builtin: "+bad+"}")
	tests := []struct {
		name string
		args []string
		want string
	}{
		{"no file", []string{"bot"}, "rejoin: bot: want one file, see rejoin bot --help\n"},
		{"a faulty file", []string{"bot", bad}, "rejoin: bot " + bad + `: line 2: there is no setting "sya" here, want one of slots, utterances, anytime, confirm, declined, failed, say, set, then` + "\n"},
		{"for everybody", []string{"bot", "--listen", ":0", good}, "rejoin: --listen :0: the bot is served to this machine only, such as on 127.0.0.1:8090\n"},
		{"integrations that are faulty", []string{"serve", "--listen", "127.0.0.1:0", "--integrations", integrations}, "--integrations: " + integrations + ": line 2: bot " + bad + `: line 2: there is no setting "sya" here, want one of slots, utterances, anytime, confirm, declined, failed, say, set, then` + "\n"},
		{"integrations that are missing", []string{"serve", "--listen", "127.0.0.1:0", "--integrations", "none.yaml"}, "--integrations: open none.yaml: no such file or directory\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := run(t, program(t, tt.args...))
			if got.code != 1 || got.stdout != "" || !strings.HasSuffix(got.stderr, tt.want) || strings.Count(got.stderr, "rejoin: ") != 1 {
				t.Errorf("got code %d, stdout %q, stderr %q, want 1 and %q", got.code, got.stdout, got.stderr, tt.want)
			}
		})
	}
}
