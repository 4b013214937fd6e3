package conversation_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
)

// jsonOf is a JSON string of n characters, quotes included.
func jsonOf(n int, letter string) string { return `"` + strings.Repeat(letter, n-2) + `"` }

func TestMessagesAreLimitedByTheirType(t *testing.T) {
	inWorld(t, func(w *world) {
		r := through(w.flow(waits(conversation.MinDuration)), asking())
		r.ContentTypes = []string{
			chat.ContentPlain, chat.ContentMarkdown, chat.ContentJSON, chat.ContentInteractive, chat.ContentInteractiveResponse,
		}
		v := w.begins(r)
		for _, tc := range []struct {
			name string
			kind string
			text string
			fits bool
		}{
			{"the longest text", chat.ContentPlain, strings.Repeat("a", 16_384), true},
			{"a text too long", chat.ContentPlain, strings.Repeat("a", 16_385), false},
			{"bytes, not characters", chat.ContentPlain, strings.Repeat("é", 8_193), false},
			{"the longest markdown", chat.ContentMarkdown, strings.Repeat("é", 8_192), true},
			{"markdown too long", chat.ContentMarkdown, strings.Repeat("é", 8_193), false},
			{"the longest JSON", chat.ContentJSON, jsonOf(12_000, "é"), true},
			{"JSON too long", chat.ContentJSON, jsonOf(12_001, "é"), false},
			{"no JSON", chat.ContentJSON, "{", false},
			{"the longest response", chat.ContentInteractiveResponse, jsonOf(12_288, "a"), true},
			{"a response too long", chat.ContentInteractiveResponse, jsonOf(12_289, "a"), false},
			{"no response", chat.ContentInteractiveResponse, "hello", false},
			{"nothing", chat.ContentPlain, "", false},
			{"no UTF-8", chat.ContentPlain, "a\xff", false},
			{"white space, which is content", chat.ContentPlain, " \n", true},
			{"an interactive message, which is the bot's", chat.ContentInteractive, "{}", false},
			{"an event", chat.EventTyping, "x", false},
			{"no type", "", "x", false},
		} {
			item, err := w.Say(context.Background(), v.customer, conversation.Message{ContentType: tc.kind, Content: tc.text})
			if !tc.fits {
				w.wantKind(tc.name, err, chat.KindInvalid)
				continue
			}
			w.wantOK(tc.name, err)
			equal(w, tc.name, item.Content == tc.text && item.ContentType == tc.kind, true)
		}
	})
}

func TestMessageLimitOfAnOperator(t *testing.T) {
	inWorldWith(t, conversation.Limits{MessageBytes: 1024}, func(w *world) {
		v := w.talk(1)
		v.says(strings.Repeat("a", 1024))
		_, err := w.Say(context.Background(), v.customer, plain(strings.Repeat("a", 1025)))
		w.wantKind("a longer text", err, chat.KindInvalid)
	})
}

func TestContentTypesThatTheChatDoesNotSupport(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.talk(1)
		for _, kind := range []string{chat.ContentMarkdown, chat.ContentJSON, chat.ContentInteractiveResponse} {
			_, err := w.Say(context.Background(), v.customer, conversation.Message{ContentType: kind, Content: "{}"})
			w.wantKind(kind, err, chat.KindInvalid)
		}
	})
}

// What flows say is markdown where the chat shows it.
func TestFlowsWriteMarkdownWhereItIsShown(t *testing.T) {
	inWorld(t, func(w *world) {
		plainChat, r := w.starts(asking()), asking()
		r.ContentTypes = []string{chat.ContentMarkdown, chat.ContentPlain}
		equal(w, "in a plain chat", plainChat.listed()[0].Item.ContentType, chat.ContentPlain)
		equal(w, "in a chat with markdown", w.starts(r).listed()[0].Item.ContentType, chat.ContentMarkdown)
	})
}

// The answer, the push and the transcript carry the same ids and times.
func TestMessageIsTheSameEverywhere(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.talk(1)
		pushed := w.items(v.id)
		for i := range 3 { // in the same instant
			said, err := w.Say(context.Background(), v.customer, plain(fmt.Sprint("m", i)))
			w.check(err)
			listed := v.page(conversation.TranscriptQuery{Max: 1}).Entries[0].Item
			got := pushed()[i]
			equal(w, "listed", asModel(entryOf(listed)).jsonLine(), asModel(entryOf(said)).jsonLine())
			equal(w, "pushed", asModel(entryOf(got)).jsonLine(), asModel(entryOf(said)).jsonLine())
		}
		items := pushed()
		for i := range 2 {
			if !items[i].Time.Before(items[i+1].Time) {
				t.Errorf("times of items %d and %d: got %v and %v, want them to rise", i, i+1, items[i].Time, items[i+1].Time)
			}
		}
	})
}

func entryOf(item chat.Item) (e conversation.TranscriptEntry) {
	e.Item = item
	return e
}
