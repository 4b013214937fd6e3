package compat

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

const preface = `<!-- Written by "go run ./compat/write" in e2e. Change e2e/compat or the tests, not this file. -->

# Compatibility

What of Amazon Connect Chat works in Rejoin. The proofs are tests of [e2e](../e2e), in which clients that others publish
play against the built program over loopback:

| client | version | runs |
|---|---|---|
| amazon-connect-chatjs | 5.0.0 | in Node 20, unmodified, one process a participant; in Chromium, one tab a participant |
| amazon-connect-chatjs | 3.0.3, 2.3.2, 1.5.1 | in Node 20: they talk, come back with the same token and end |
| amazon-connect-chatjs | 1.1.11 | in Node 20; it takes a websocket with TLS only |
| amazon-connect-streams | 2.28.2 | in Chromium, unmodified, with ChatJS 5.0.0: an agent's page of another origin that frames one of the server's |
| @aws-sdk/client-connect | 3.1136.0 | in Node 20 |
| @aws-sdk/client-connectparticipant | 3.1019.0 | in Node 20 |
| github.com/aws/aws-sdk-go-v2/service/connect | v1.175.2 | in the tests |
| github.com/aws/aws-sdk-go service/connectparticipant | v1.55.8 | in the tests |

Run one with ` + "`cd e2e && go test -run 'NAME' .`" + `, all with ` + "`make test`" + `. An operation that is not built yet says so: it answers
one of its own modelled errors, with the words "is not implemented by Rejoin yet". What we decided where the service's
documentation is silent is in [divergences.md](divergences.md).
`

// Document is the text of docs/compatibility.md.
func Document(s *Source) string {
	var b strings.Builder
	b.WriteString(preface)
	section(&b, "Participant service", "operation", ParticipantOperations())
	section(&b, "Connect service", "operation", ConnectOperations())
	section(&b, "ChatJS methods", "method", ChatJSMethods())
	section(&b, "ChatJS events", "event", ChatJSEvents())
	rows(&b, "What ChatJS needs, row by row", "with ChatJS 5.0.0 where no other is named", Rows, s.Rows, LaterRows())
	rows(&b, "What Streams needs, row by row", streamsNote, StreamsRows, s.StreamsRows, LaterStreamsRows())
	return b.String()
}

// section writes one table, what works first.
func section(b *strings.Builder, title, kind string, entries []Entry) {
	done := 0
	for _, e := range entries {
		if e.State != NotYet {
			done++
		}
	}
	entries = slices.Clone(entries)
	slices.SortStableFunc(entries, func(x, y Entry) int {
		later := func(e Entry) int { return map[bool]int{true: 1}[e.State == NotYet] }
		return cmp.Or(cmp.Compare(later(x), later(y)), cmp.Compare(x.Name, y.Name))
	})
	fmt.Fprintf(b, "\n## %s\n\n%d of %d.\n\n| %s | state | proof, or what is to come |\n|---|---|---|\n", title, done, len(entries), kind)
	for _, e := range entries {
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", e.Name, e.State, evidence(e))
	}
}

func evidence(e Entry) string {
	var parts []string
	for _, test := range e.Proof {
		parts = append(parts, "`"+test+"`")
	}
	text := strings.Join(parts, ", ")
	switch {
	case e.Note == "":
		return text
	case text == "":
		return e.Note
	}
	return e.Note + ": " + text
}

// streamsNote says how the rows of Streams are played.
const streamsNote = "with Streams 2.28.2, each twice: by the page with the library's own worker, over TLS (`stock_worker`), and by the one that needs none, over plain HTTP (`thin_page`); those that concern one page are played once"

// rows writes the list of what a client needs.
func rows(b *strings.Builder, title, how string, number int, played []Played, later []Later) {
	type line struct {
		number            int
		text, state, test string
	}
	var lines []line
	for _, p := range played {
		var tests []string
		for _, test := range p.Tests() {
			tests = append(tests, "`"+test+"`")
		}
		lines = append(lines, line{p.Number, strings.ReplaceAll(p.Name, "_", " "), Works.String(), strings.Join(tests, ", ")})
	}
	for _, l := range later {
		lines = append(lines, line{l.Number, l.Text, NotYet.String(), "comes with " + l.With})
	}
	slices.SortFunc(lines, func(x, y line) int { return cmp.Compare(x.number, y.number) })
	fmt.Fprintf(b, "\n## %s\n\n%d of %d rows are played, %s.\n\n| row | | state | proof, or what is to come |\n|---|---|---|---|\n",
		title, len(played), number, how)
	for _, l := range lines {
		fmt.Fprintf(b, "| %d | %s | %s | %s |\n", l.number, l.text, l.state, l.test)
	}
}
