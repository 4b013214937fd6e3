package conversation_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// secret is what nobody but the flow may read.
const secret = "078-05-1120"

// hides makes a view keep its response to the flow.
func (a action) hides() action {
	a.params["SensitiveDataConfiguration"] = map[string]any{"HideResponseOn": []string{"TRANSCRIPT"}}
	return a
}

// asks shows the confirmation view for a minute.
func asks() action {
	a := shows("confirmation:1", map[string]any{"Heading": "Shall we go on?", "Next": "Yes"})
	a.params["InvocationTimeLimitSeconds"] = "60"
	return a.failing(flow.ErrorNoMatchingCondition, "late").failing(flow.ErrorTimeLimitExceeded, "late").failing(flow.ErrorNoMatchingError, "late")
}

// responding is the response to a view, which need not be named.
func responding(view, token string) conversation.Message {
	content := `{"templateType":"ViewResource","version":"1.0","action":"Next","data":{"number":"` + secret + `"}}`
	if view != "" {
		content = strings.Replace(content, `"action"`, `"viewName":"`+view+`","action"`, 1)
	}
	return conversation.Message{ContentType: chat.ContentInteractiveResponse, Content: content, ClientToken: token}
}

func (v *visit) responds(m conversation.Message) chat.Item {
	v.w.t.Helper()
	item, err := v.w.Say(context.Background(), v.customer, m)
	v.w.check(err)
	return item
}

// wantKept fails the test unless the secret is in so many of the items that the
// session keeps, that its transcript lists, and that were pushed.
func (v *visit) wantKept(when string, n int, pushed []chat.Item) {
	v.w.t.Helper()
	items, err := v.w.store.Items(context.Background(), store.ItemQuery{SessionID: v.id, Direction: store.Forward, Limit: 1 << 20})
	v.w.check(err)
	for name, list := range map[string][]chat.Item{"kept": items, "pushed": pushed} {
		found := 0
		for i, item := range list {
			if strings.Contains(item.Content, secret) {
				found++
			}
			if item.Seq != chat.Seq(i+1) {
				v.w.t.Errorf("%s: item %d that was %s has the number %d", when, i+1, name, item.Seq)
			}
		}
		if found != n {
			v.w.t.Errorf("%s: the secret is in %d items that were %s, want %d", when, found, name, n)
		}
	}
	if found := strings.Count(lines(v.history(v.customer, 100)), secret); found != n {
		v.w.t.Errorf("%s: the secret is in %d items of the transcript, want %d", when, found, n)
	}
}

func TestTheResponseToAViewIsForTheFlowAlone(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.begins(interactive(through(w.flow(
			asks().hides().on("Next", "keep"), sets("number", "$.Views.ViewResultData.number").named("keep"),
			waits(time.Hour, flow.EventCustomerReturned).on("WaitCompleted", "late").on("CustomerReturned", "late"),
			says("bye").named("late"), hangsUp(),
		), asking())))
		pushed := w.items(v.id)
		before := v.listed()
		first := v.responds(responding("", "t"))
		equal(w, "what the flow got", v.session().Attributes["number"], secret)
		again := v.responds(responding("", "t"))
		if again.ID != first.ID || !again.Time.Equal(first.Time) {
			t.Errorf("got %v for the repeat of %v, want the same item", again, first)
		}
		_, err := w.Say(context.Background(), v.customer, conversation.Message{ContentType: chat.ContentPlain, Content: "x", ClientToken: "t"})
		w.wantKind("another message under the token", err, chat.KindInvalid)
		equal(w, "listed", lines(v.listed()), lines(before))
		all := append([]chat.Item{}, itemsOf(before)...)
		v.wantKept("when it was answered", 0, append(all, pushed()...))
		if item := pushed()[0]; item.Visibility != chat.VisibleToNobody || item.Content != "" || item.ID != first.ID {
			t.Errorf("got %+v pushed, want its number alone", item)
		}
		trace, err := json.Marshal(v.traced(v.id.Initial())[0])
		w.check(err)
		if strings.Contains(string(trace), secret) {
			t.Errorf("got %s as what ShowView did", trace)
		}
		v.responds(responding("", "another")) // wakes the flow, and says it no more
		v.wantEnded(chat.DisconnectContactFlow)
		w.pass(time.Minute)
		n := w.begins(entire(v.id.Initial()))
		if past := lines(n.history(n.customer, 100)); strings.Contains(past, secret) || !strings.Contains(past, "bye") {
			t.Errorf("got the past\n%swant it without the secret", past)
		}
	})
}

// itemsOf are the items of entries that none is missing between.
func itemsOf(entries []conversation.TranscriptEntry) (items []chat.Item) {
	for _, e := range entries {
		items = append(items, e.Item)
	}
	return items
}

// What comes too late, or for another view, is hidden from the first hidden view
// on; a bot is not told it, and what answers an open view is shown.
func TestResponsesThatNoOpenViewTakesAreHidden(t *testing.T) {
	inWorld(t, func(w *world) {
		w.partner.bot = echo
		v := w.begins(interactive(through(w.flow(
			asks().on("Next", "late"), asks().hides().named("late").on("Next", "other"),
			talksTo(botAlias, "hello").named("other").on("Agent", "open").failing(flow.ErrorNoMatchingCondition, "open").failing(flow.ErrorNoMatchingError, "open"),
			asks().named("open").on("Next", "last"), asks().hides().named("last").on("Next", "rest"),
			waits(time.Hour).named("rest").on("WaitCompleted", "bye"), hangsUp().named("bye"),
		), asking())))
		pushed := w.items(v.id)
		before := itemsOf(v.listed())
		kept := func(when string, n int) {
			t.Helper()
			v.wantKept(when, n, append(append([]chat.Item{}, before...), pushed()...))
		}
		w.pass(time.Minute) // the first view is over, and the second shown
		v.responds(responding("Other", ""))
		kept("to another view", 0)
		w.pass(time.Minute)
		v.responds(responding("", ""))
		w.pass(time.Second)
		kept("too late", 0)
		if asked := w.partner.asked(); len(asked) != 0 {
			t.Errorf("the bot was asked %q", asked)
		}
		v.responds(conversation.Message{ContentType: chat.ContentInteractiveResponse, Content: `{"templateType":"ListPicker","version":"1.0","action":"agent"}`})
		w.pass(time.Second)
		equal(w, "asked", strings.Join(w.partner.asked(), " "), "agent")
		v.responds(responding("", ""))
		kept("to an open view", 1)
		v.responds(responding("Confirmation", ""))
		kept("to a hidden view again", 1)
		equal(w, "the last that a flow did", v.traced(v.id.Initial())[4].Entry.Result, "Next")
	})
}

func TestLateResponsesAreShownWhereNoneWasHidden(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.begins(interactive(through(w.flow(
			asks().on("Next", "late"), waits(time.Hour).named("late").on("WaitCompleted", "bye"), hangsUp().named("bye"),
		), asking())))
		pushed := w.items(v.id)
		before := itemsOf(v.listed())
		w.pass(time.Minute)
		v.responds(responding("", ""))
		v.wantKept("too late", 1, append(before, pushed()...))
	})
}
