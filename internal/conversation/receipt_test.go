package conversation_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
)

// receipt sends a receipt, as clients do under a token that never changes.
func (v *visit) receipt(who conversation.Identity, kind string, id chat.ItemID) error {
	_, err := v.w.Signal(context.Background(), who, conversation.Signal{
		ContentType: kind, Content: fmt.Sprintf(`{"messageId":%q,"disableThrottle":true}`, id), ClientToken: "constant",
	})
	return err
}

// receipts are what the transcript shows for an item, as seconds since a time.
func (v *visit) receipts(since time.Time, seq chat.Seq) string {
	v.w.t.Helper()
	seconds := func(t time.Time) string {
		if t.IsZero() {
			return "-"
		}
		return fmt.Sprint(int(t.Sub(since) / time.Second))
	}
	out := ""
	for _, e := range v.history(v.customer, 100) {
		if e.Item.Seq != seq || e.Past {
			continue
		}
		for _, r := range e.Receipts {
			out += fmt.Sprintf("delivered %s, read %s;", seconds(r.DeliveredAt), seconds(r.ReadAt))
		}
	}
	return out
}

func TestReceiptsKeepTheFirstTime(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.talk(1)
		b := v.joinedBy("Bot")
		item := b.says("question")
		began := item.Time
		heard := w.listen(v.id)
		for _, step := range []struct {
			kind, want string
		}{
			{chat.EventMessageDelivered, "delivered 1, read -;"},
			{chat.EventMessageDelivered, "delivered 1, read -;"},
			{chat.EventMessageRead, "delivered 1, read 3;"},
			{chat.EventMessageRead, "delivered 1, read 3;"},
			{chat.EventMessageDelivered, "delivered 1, read 3;"},
		} {
			w.pass(time.Second)
			w.wantOK(step.kind, v.receipt(v.customer, step.kind, item.ID))
			equal(w, step.kind, v.receipts(began, item.Seq), step.want)
		}
		once := fmt.Sprintf("receipt for %s by %s\n", item.ID, v.customer.ParticipantID)
		equal(w, "pushed", heard(), once+once)
	})
}

func TestReadImpliesDeliveredAndCoversWhatCameBefore(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.talk(1)
		b := v.joinedBy("Bot")
		one := b.says("one")
		mine := v.says("mine")
		two := b.says("two")
		three := b.says("three")
		w.check(v.receipt(v.customer, chat.EventMessageRead, two.ID))
		for _, tc := range []struct {
			item chat.Item
			want string
		}{
			{one, "delivered 2, read 2;"}, {mine, ""}, {two, "delivered 2, read 2;"}, {three, ""},
		} {
			equal(w, tc.item.Content, v.receipts(one.Time.Add(time.Second), tc.item.Seq), tc.want)
		}
	})
}

func TestReceiptsWithoutEffect(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.talk(1)
		b := v.joinedBy("Bot")
		mine := v.says("mine")
		heard := w.listen(v.id)
		for what, id := range map[string]chat.ItemID{
			"for an unknown message": nobody, "for one's own": mine.ID, "for an event": v.listed()[0].Item.ID,
		} {
			w.wantOK(what, v.receipt(v.customer, chat.EventMessageRead, id))
		}
		equal(w, "pushed", heard(), "")
		for _, bad := range []string{"", "x", "[]", "{}", `{"messageId":""}`, `{"messageId":7}`} {
			_, err := w.Signal(context.Background(), v.customer, conversation.Signal{ContentType: chat.EventMessageRead, Content: bad})
			w.wantKind(fmt.Sprintf("a receipt with content %q", bad), err, chat.KindInvalid)
		}
		b.leaves()
	})
}

// spec: SendEvent, ConflictException.
func TestReceiptsConflictAmongMoreThanTwo(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.talk(1)
		b := v.joinedBy("Bot")
		item := b.says("hello all")
		w.joins(v, chat.RoleAgent)
		w.wantKind("a receipt among three", v.receipt(v.customer, chat.EventMessageRead, item.ID), chat.KindConflict)
		b.leaves()
		w.wantOK("a receipt among two", v.receipt(v.customer, chat.EventMessageRead, item.ID))
	})
}

func TestTypingIsPushedAndForgotten(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.talk(2)
		before := lines(v.listed())
		heard := w.listen(v.id)
		out, err := w.Signal(context.Background(), v.customer, conversation.Signal{ContentType: chat.EventTyping})
		w.check(err)
		if out.ID == "" || out.Time.IsZero() {
			t.Errorf("answer: got id %q and time %v, want both", out.ID, out.Time)
		}
		_, err = w.Signal(context.Background(), v.customer, conversation.Signal{ContentType: chat.EventConnectionAcknowledged})
		w.wantOK("an acknowledged connection", err)
		equal(w, "pushed", heard(), chat.EventTyping+" 0\n")
		equal(w, "listed", lines(v.listed()), before)
		for _, kind := range []string{"", chat.ContentPlain, chat.EventParticipantJoined, chat.EventChatEnded, chat.EventMessageMetadata} {
			_, err := w.Signal(context.Background(), v.customer, conversation.Signal{ContentType: kind})
			w.wantKind(fmt.Sprintf("an event of type %q", kind), err, chat.KindInvalid)
		}
	})
}
