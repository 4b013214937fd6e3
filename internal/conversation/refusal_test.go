package conversation_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
)

// The table of refused links: each situation, by each of the three ways in which
// a link is made. spec: Enable persistent chat; CreatePersistentContactAssociation.
func TestRefusedLinks(t *testing.T) {
	inWorld(t, func(w *world) {
		ended, foreign := w.threeContacts(), w.threeContacts()
		w.moves(foreign, "99999999-0000-4000-8000-000000000000")
		running := w.begins(asking())
		running.served("Bot") // C1 has ended, C2 waits
		for _, tc := range []struct {
			name   string
			mode   chat.RehydrationType
			source chat.ContactID
			want   chat.Kind
		}{
			{"no mode", "", ended.contact(3).ID, chat.KindInvalid},
			{"an unknown mode", "FROM_MEMORY", ended.contact(3).ID, chat.KindInvalid},
			{"no source", chat.FromSegment, "", chat.KindRejected},
			{"an unknown source", chat.FromSegment, nobody, chat.KindNotFound},
			{"a source that is no id", chat.FromSegment, chat.ContactID(strings.Repeat("x", 256)), chat.KindNotFound},
			{"a source of another instance", chat.FromSegment, foreign.contact(1).ID, chat.KindNotFound},
			{"a contact that goes on", chat.FromSegment, running.contact(2).ID, chat.KindRejected},
			{"an ended contact of a chat that goes on", chat.FromSegment, running.contact(1).ID, chat.KindRejected},
			{"a chat that goes on", chat.EntirePastSession, running.contact(1).ID, chat.KindRejected},
			{"a later contact for the entire session", chat.EntirePastSession, ended.contact(2).ID, chat.KindRejected},
		} {
			r := asking()
			r.Rehydration = &conversation.Rehydration{Type: tc.mode, Source: tc.source}
			w.refuses(tc.name+", at the start", r, tc.want)

			v := w.begins(asking())
			heard := w.listen(v.id)
			_, err := v.associates(v.current(), tc.mode, tc.source)
			w.wantKind(tc.name+", by the API", err, tc.want)
			equal(w, tc.name+", pushed", heard(), "")
			equal(w, tc.name+", linked", v.session().Link == nil, true)
			equal(w, tc.name+", related", v.contact(1).RelatedID, "")
			v.stops()

			r = through(w.flow(rejoins("$.Attributes.mode", "$.Attributes.source").failing("NoMatchingError", "no"),
				says("linked"), hangsUp(), says("refused").named("no"), hangsUp()), asking())
			r.Attributes = map[string]string{"mode": string(tc.mode), "source": string(tc.source)}
			v = w.starts(r)
			equal(w, tc.name+", by a flow", line(v.listed()[0]), "SYSTEM_MESSAGE: refused")
		}
	})
}

func TestRefusedAssociations(t *testing.T) {
	inWorld(t, func(w *world) {
		past := w.threeContacts()
		v, over := w.begins(asking()), w.begins(asking())
		over.stops()
		v.served("Bot")
		for _, tc := range []struct {
			name    string
			current chat.ContactID
			source  chat.ContactID
			want    chat.Kind
		}{
			{"an unknown contact", nobody, past.id.Initial(), chat.KindNotFound},
			{"a chat that has ended", over.id.Initial(), past.id.Initial(), chat.KindRejected},
			{"the chat's own past", v.contact(2).ID, v.contact(1).ID, chat.KindRejected},
			{"the chat itself", v.contact(2).ID, v.contact(2).ID, chat.KindRejected},
		} {
			for _, mode := range []chat.RehydrationType{chat.EntirePastSession, chat.FromSegment} {
				_, err := v.associates(tc.current, mode, tc.source)
				w.wantKind(tc.name, err, tc.want)
			}
		}
		_, err := w.Associate(context.Background(), nobody, v.current(), conversation.Rehydration{Type: chat.FromSegment, Source: past.contact(1).ID}, "")
		w.wantKind("another instance", err, chat.KindNotFound)
	})
}

// A flow can link once; a second link takes the error branch and changes nothing.
func TestFlowLinksOnce(t *testing.T) {
	inWorld(t, func(w *world) {
		one, two := w.threeContacts(), w.threeContacts()
		f := w.flow(
			rejoins(chat.FromSegment, "$.Attributes.one"), says("linked"),
			rejoins(chat.FromSegment, "$.Attributes.two").failing("NoMatchingError", "no"), says("linked again"), hangsUp(),
			says("refused").named("no"), waits(time.Hour))
		r := through(f, asking())
		r.Attributes = map[string]string{"one": string(one.contact(2).ID), "two": string(two.contact(2).ID)}
		v := w.begins(r)
		wantLines(w, "listed", lines(v.listed()), "SYSTEM_MESSAGE: linked", "SYSTEM_MESSAGE: refused", "Ada joined")
		equal(w, "past", v.past(), lines(one.listed()[:12]))

		started := through(f, segment(two.contact(1).ID))
		started.Attributes = r.Attributes
		v = w.starts(started) // linked by the start already: the first action has no branch
		v.wantEnded(chat.DisconnectContactFlow)
		equal(w, "anchor", v.session().Link.AnchorID, two.contact(1).ID)
	})
}
