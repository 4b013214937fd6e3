package e2e

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/chatclient"
	"github.com/rejoin-chat/rejoin/e2e/ledger"
)

// nodeBook keeps the books of one chat, one for each part of a test. The first word of
// a message tells the part.
type nodeBook struct {
	parts map[string]*ledger.Chat
	// voices are the names of those who talk in a part.
	voices map[string][]string
	// life ends what was begun and is not heard, with the test.
	life     context.Context
	speakers sync.WaitGroup
	hush     func()
}

// nodeVoice is who says something, and gives the id once it is acknowledged, "" for
// what never was.
type nodeVoice struct {
	name string
	say  func(ctx context.Context, text string) (id string)
}

// newNodeBook opens a book for each part, in which everybody is to be brought
// everything.
func newNodeBook(t *testing.T, receivers []string, parts ...string) *nodeBook {
	t.Helper()
	life, end := context.WithCancel(background)
	b := &nodeBook{parts: map[string]*ledger.Chat{}, voices: map[string][]string{}, life: life, hush: func() {}}
	for _, part := range parts {
		b.parts[part] = new(ledger.Chat)
		for _, r := range receivers {
			b.parts[part].Joins(r)
		}
	}
	t.Cleanup(func() {
		end()
		b.hush()
		b.speakers.Wait()
	})
	return b
}

// brought notes an item that came to a receiver.
func (b *nodeBook) brought(receiver string, i chatclient.Item) {
	if b == nil || i.Type != chatclient.ItemMessage || i.ParticipantRole == chatclient.RoleSystem {
		return
	}
	part, _, _ := strings.Cut(i.Content, " ")
	if book := b.parts[part]; book != nil {
		book.Brought(receiver, i.ID, i.Content, time.Now())
	}
}

// talk lets people say one thing after the other, until the returned function, which
// waits until all that was begun is heard.
func (b *nodeBook) talk(part string, voices ...*nodeVoice) (enough func()) {
	talking, hush := context.WithCancel(b.life)
	b.hush = hush
	for _, v := range voices {
		b.voices[part] = append(b.voices[part], v.name)
		b.speakers.Go(func() { b.speak(talking, part, v) })
	}
	return func() {
		hush()
		b.speakers.Wait()
	}
}

func (b *nodeBook) speak(ctx context.Context, part string, v *nodeVoice) {
	pause := time.NewTicker(150 * time.Millisecond)
	defer pause.Stop()
	for n := 0; ctx.Err() == nil; n++ {
		b.says(part, v, fmt.Sprint(v.name, " ", n))
		select {
		case <-pause.C:
		case <-ctx.Done():
		}
	}
}

// says has somebody say something, once, until it is heard.
func (b *nodeBook) says(part string, v *nodeVoice, words string) {
	text := part + " " + words
	b.parts[part].Sending(v.name, text)
	if id := v.say(b.life, text); id != "" {
		b.parts[part].Acknowledged(text, id, time.Now())
	}
}

// awaitHeard waits until everybody who talks has been heard a few times more, and
// everybody has been brought all of it.
func (b *nodeBook) awaitHeard(t *testing.T, part string) {
	t.Helper()
	const more = 3
	book, want := b.parts[part], map[string]int{}
	for _, name := range b.voices[part] {
		_, heard := book.Sent(name)
		want[name] = heard + more
	}
	eventually(t, "everybody is heard", func() string {
		for name, n := range want {
			if _, heard := book.Sent(name); heard < n {
				return fmt.Sprintf("%s was heard %d times, want %d", name, heard, n)
			}
		}
		return ""
	})
	b.awaitBrought(t, part)
}

// awaitBrought waits until everybody has been brought what has been acknowledged so far.
func (b *nodeBook) awaitBrought(t *testing.T, part string) {
	t.Helper()
	until := time.Now()
	eventually(t, "everybody is brought everything", func() string {
		for _, r := range b.parts[part].Receivers() {
			if owed := b.parts[part].Owed(r, until); len(owed) > 0 {
				return fmt.Sprintf("%s is owed %d messages, the first of which is %q", r, len(owed), owed[0].Text)
			}
		}
		return ""
	})
}

// check compares the books with a transcript.
func (b *nodeBook) check(t *testing.T, transcript []chatclient.Item) {
	t.Helper()
	for part, book := range b.parts {
		var entries []ledger.Entry
		for _, i := range transcript {
			if i.Type == chatclient.ItemMessage && strings.HasPrefix(i.Content, part+" ") {
				entries = append(entries, ledger.Entry{ID: i.ID, Text: i.Content})
			}
		}
		r := book.Check(entries)
		for _, fault := range r.Faults {
			t.Error(fault)
		}
		t.Logf("%s: %d messages acknowledged, %d stored without a word, %d brought, %d repeated", part, r.Acknowledged, r.Doubtful, r.Brought, r.Repeats)
	}
}
