package conversation_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// page reads one page.
func (v *visit) page(q conversation.TranscriptQuery) conversation.TranscriptPage {
	v.w.t.Helper()
	p, err := v.w.Transcript(context.Background(), v.customer, q)
	v.w.check(err)
	return p
}

// pages follows the tokens from a query on to the end.
func (v *visit) pages(who conversation.Identity, q conversation.TranscriptQuery) (pages [][]conversation.TranscriptEntry) {
	v.w.t.Helper()
	for range 10_000 {
		p, err := v.w.Transcript(context.Background(), who, q)
		v.w.check(err)
		pages = append(pages, p.Entries)
		if p.NextToken == "" {
			return pages
		}
		q.NextToken = p.NextToken
	}
	v.w.t.Fatal("the pages have no end")
	return nil
}

// history reads everything, backward, in pages of a size, oldest entry first.
func (v *visit) history(who conversation.Identity, size int) []conversation.TranscriptEntry {
	v.w.t.Helper()
	pages := v.pages(who, conversation.TranscriptQuery{Max: size, Scan: store.Backward, Ascending: true})
	slices.Reverse(pages)
	return slices.Concat(pages...)
}

// reads is the history as the customer reads it, a line an entry.
func (v *visit) reads() string {
	v.w.t.Helper()
	return lines(v.history(v.customer, 100))
}

// past is the part of reads that lies behind the seam.
func (v *visit) past() string {
	v.w.t.Helper()
	all := v.history(v.customer, 100)
	seam := slices.IndexFunc(all, func(e conversation.TranscriptEntry) bool { return !e.Past })
	if seam < 0 {
		seam = len(all)
	}
	for _, e := range all[seam:] {
		if e.Past {
			v.w.t.Errorf("past entry %q follows one of the session", line(e))
		}
	}
	return lines(all[:seam])
}

// spoken are the words of lines, without events and the system's messages.
func spoken(lines string) string {
	var words []string
	for l := range strings.Lines(lines) {
		if who, text, ok := strings.Cut(strings.TrimSpace(l), ": "); ok && who != chat.SystemDisplayName {
			words = append(words, text)
		}
	}
	return strings.Join(words, ", ")
}

func lines(entries []conversation.TranscriptEntry) string {
	var b strings.Builder
	for _, e := range entries {
		b.WriteString(line(e) + "\n")
	}
	return b.String()
}

// line is an entry as a person would note it: "Ada: hello" or "Ada joined".
func line(e conversation.TranscriptEntry) string {
	if e.Item.Type != chat.TypeEvent {
		return e.Item.DisplayName + ": " + e.Item.Content
	}
	switch e.Item.ContentType {
	case chat.EventParticipantJoined:
		return e.Item.DisplayName + " joined"
	case chat.EventParticipantLeft:
		return e.Item.DisplayName + " left"
	case chat.EventTransferSucceeded:
		return e.Item.DisplayName + " transferred"
	case chat.EventTransferFailed:
		return e.Item.DisplayName + " failed to transfer"
	case chat.EventChatEnded:
		return "ended"
	}
	return e.Item.ContentType
}

// verbatim is an entry as bytes, to compare everything that it carries.
func verbatim(entries []conversation.TranscriptEntry) []string {
	out := make([]string, len(entries))
	for i, e := range entries {
		raw, err := json.Marshal(e)
		if err != nil {
			raw = []byte(err.Error())
		}
		out[i] = string(raw)
	}
	return out
}

// wantLines fails the test unless the lines are equal.
func wantLines(w *world, what, got string, want ...string) {
	w.t.Helper()
	if joined := strings.Join(want, "\n") + "\n"; got != joined {
		w.t.Errorf("%s:\ngot\n%swant\n%s", what, indent(got), indent(joined))
	}
}

func indent(s string) string {
	return "\t" + strings.ReplaceAll(strings.TrimSuffix(s, "\n"), "\n", "\n\t") + "\n"
}

// listed are the items of the session as stored, which can be read when the chat
// has ended too.
func (v *visit) listed() []conversation.TranscriptEntry {
	v.w.t.Helper()
	items, err := v.w.store.Items(context.Background(), store.ItemQuery{
		SessionID: v.id, Direction: store.Forward, Listed: true, Limit: 1 << 20,
	})
	v.w.check(err)
	out := make([]conversation.TranscriptEntry, len(items))
	for i, item := range items {
		out[i].Item = item
	}
	return out
}
