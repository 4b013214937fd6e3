package conversation_test

import (
	"context"
	"errors"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// A database that cannot take the work is told apart from one that fails, and
// neither leaves anything half done.
func TestFaultsOfTheDatabase(t *testing.T) {
	for _, tc := range []struct {
		name  string
		fault error
		want  chat.Kind
	}{
		{"busy", store.ErrBusy, chat.KindUnavailable},
		{"overloaded", store.ErrOverloaded, chat.KindThrottled},
		{"closed", store.ErrClosed, chat.KindUnavailable},
		{"lost while committing", store.ErrUncertain, chat.KindUnavailable},
		{"failing", errors.New("the disk is gone"), chat.KindInternal},
	} {
		t.Run(tc.name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				ctx := context.Background()
				past, v, fresh := w.threeContacts(), w.begins(asking()), w.starts(asking())
				heard := w.listen(v.id)
				w.store.away = tc.fault
				_, err := w.Start(ctx, entire(past.id.Initial()))
				w.wantKind("a start", err, tc.want)
				_, err = w.Connect(ctx, fresh.customer)
				w.wantKind("a connect", err, tc.want)
				_, err = w.Say(ctx, v.customer, plain("hello"))
				w.wantKind("a message", err, tc.want)
				_, err = w.InviteBot(ctx, instance, v.id.Initial(), "Bot", "")
				w.wantKind("an invitation", err, tc.want)
				_, err = v.associates(v.id.Initial(), chat.EntirePastSession, past.id.Initial())
				w.wantKind("an association", err, tc.want)
				w.wantKind("an attribute", w.UpdateAttributes(ctx, instance, v.id.Initial(), map[string]string{"a": "b"}), tc.want)
				w.wantKind("a leave", w.Leave(ctx, v.customer), tc.want)
				w.wantKind("a stop", w.Stop(ctx, instance, v.id.Initial()), tc.want)
				w.store.away = nil
				equal(w, "pushed", heard(), "")
				v.wantActive()
				equal(w, "listed", lines(v.listed()[2:]), "Ada joined\n")
				fresh.connects()
			})
		})
	}
}

// A node without its broker takes no new chats and goes on with those it has.
func TestNoChatBeginsWhileThisNodeIsCutOff(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.begins(asking())
		w.Admit = func() error { return errors.New("the broker is away") }
		_, err := w.Start(context.Background(), asking())
		w.wantKind("a start", err, chat.KindUnavailable)
		v.says("still here")
		w.Admit = func() error { return nil }
		w.begins(asking())
	})
}

// A caller who goes away before its turn has changed nothing.
func TestCallerWhoHasGone(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.begins(asking())
		gone, cancel := context.WithCancel(context.Background())
		cancel()
		if _, err := w.Say(gone, v.customer, plain("hello")); !errors.Is(err, context.Canceled) {
			t.Errorf("a message: got error %v, want that of the context", err)
		}
		if err := w.Leave(gone, v.customer); !errors.Is(err, context.Canceled) {
			t.Errorf("a leave: got error %v, want that of the context", err)
		}
		if _, err := w.Transcript(gone, v.customer, conversation.TranscriptQuery{}); err == nil {
			t.Error("a page: got no error")
		}
		v.says("still here")
	})
}
