package e2e

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/cluster"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// misconfiguration is one thing that is wrong, and what the one line about it
// has to name.
type misconfiguration struct {
	name string
	// variable is set to value instead of what is right.
	variable, value string
	args            []string
	wants           []string
}

// A node whose settings cannot work says so in one line, without a secret, and
// ends before it serves.
func TestMisconfiguredNodeSaysWhyInOneLine(t *testing.T) {
	t.Parallel()
	scaledOnly(t)
	c := cluster.Start(t, cluster.Options{Nodes: 1})
	for _, wrong := range misconfigurations(t, c) {
		t.Run(wrong.name, func(t *testing.T) {
			env := append(c.Environment(), wrong.variable+"="+wrong.value)
			wantOneLine(t, env, wrong.args, wrong.wants...)
		})
	}
	t.Run("a broker without a database", func(t *testing.T) {
		wantOneLine(t, []string{"REJOIN_BROKER=" + c.Brokers.URL()}, nil, "--broker", "--database")
	})
	if got, err := c.Nodes[0].Readiness(t.Context()); err != nil || !got.Ready {
		t.Errorf("got %+v and error %v from the node that is well, want it ready", got, err)
	}
}

// secret is a password that nobody has.
const secret = "S3cret-of-nobody"

func misconfigurations(t *testing.T, c *cluster.Cluster) []misconfiguration {
	t.Helper()
	database, err := url.Parse(c.Database.URL("postgres"))
	must(t, err)
	changed := func(change func(u *url.URL)) string {
		u := *database
		change(&u)
		return u.String()
	}
	nobody := url.UserPassword(database.User.Username(), secret)
	files := c.Files.URL("rejoin")
	c.Files.CreateBucket(t, "elsewhere")
	away := unusedAddress(t)
	return []misconfiguration{
		{"the database is not there", "REJOIN_DATABASE", changed(func(u *url.URL) { u.Host, u.User = away, nobody }), nil, []string{"database", away}},
		{"the password is wrong", "REJOIN_DATABASE", changed(func(u *url.URL) { u.User = nobody }), nil, []string{"database", "password"}},
		{"there is no such database", "REJOIN_DATABASE", changed(func(u *url.URL) { u.Path = "nothing" }), nil, []string{"database", `"nothing"`}},
		{"a parameter of the database is unknown", "REJOIN_DATABASE", database.String() + "&sslmod=" + secret, nil, []string{"database", "sslmod"}},
		{"there is no such bucket", "REJOIN_FILES", c.Files.URL("nothing"), nil, []string{"files", "nothing"}},
		{"the bucket is another one than the other nodes have", "REJOIN_FILES", c.Files.URL("elsewhere"), nil, []string{"files", "--files"}},
		{"the folder is none that the other nodes have", "REJOIN_FILES", t.TempDir(), nil, []string{"files", "--files"}},
		{"the files are not there", "REJOIN_FILES", strings.Replace(files, url.QueryEscape(c.Files.Endpoint), url.QueryEscape("http://"+away), 1), nil, []string{"files", away}},
		{"a parameter of the files is unknown", "REJOIN_FILES", files + "&nonsense=1", nil, []string{"files", "nonsense"}},
		{"the key of the files is wrong", "AWS_SECRET_ACCESS_KEY", secret, nil, []string{"files"}},
		{"the broker is not there", "REJOIN_BROKER", "nats://me:" + secret + "@" + away, nil, []string{"broker", away}},
		{"no files are named", "REJOIN_FILES", "", nil, []string{"--files"}},
		{"a setting is misspelt", "REJOIN_DATABSE", "postgres://" + secret, nil, []string{"REJOIN_DATABSE"}},
		{"another node has another key", "REJOIN_ACCESS_KEY", "AKIAIOSFODNN7EXAMPLE:" + strings.Repeat(secret, 3), nil, []string{"--access-key"}},
		{"an option is unknown", "", "", []string{"--databse", "x"}, []string{"databse"}},
	}
}

// wantOneLine wants the program to end with a line that names what is wanted.
func wantOneLine(t *testing.T, env, args []string, wants ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	// A data folder that was made would be a trace.
	args = append([]string{"serve", "--listen", "127.0.0.1:0", "--data", t.TempDir()}, args...)
	got, err := rejoin.Run(ctx, env, args...)
	must(t, err)
	if got.Code != 1 || got.Stdout != "" {
		t.Errorf("got exit code %d and output %q, want 1 and none", got.Code, got.Stdout)
	}
	line, more, ended := strings.Cut(complaint(got.Stderr), "\n")
	if !ended || more != "" || !strings.HasPrefix(line, "rejoin: ") {
		t.Errorf("got %q, want one line", got.Stderr)
	}
	for _, want := range wants {
		if !strings.Contains(line, want) {
			t.Errorf("got %q, want it to name %q", line, want)
		}
	}
	if strings.Contains(got.Stderr, secret) || strings.Contains(got.Stderr, "a password of tests") {
		t.Errorf("got %q, want no password in it", got.Stderr)
	}
}

// complaint leaves out what the program's log says in passing.
func complaint(stderr string) string {
	var b strings.Builder
	for line := range strings.Lines(stderr) {
		if !strings.Contains(line, `"level":"INFO"`) {
			b.WriteString(line)
		}
	}
	return b.String()
}
