package conversation_test

import (
	"context"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
)

// attributes sets the attributes of a chat.
func (v *visit) attributes(changes map[string]string) {
	v.w.t.Helper()
	v.w.check(v.w.UpdateAttributes(context.Background(), instance, v.current(), changes))
}

// What a chat takes over from the past that it continues, whichever way it came
// to continue it: what it has itself wins. spec: Enable persistent chat.
func TestWhatIsCarriedOver(t *testing.T) {
	request := func() conversation.StartRequest {
		r := asking()
		r.Attributes = map[string]string{"both": "new", "empty": "", "mine": "new"}
		r.Segment = map[string]chat.SegmentValue{"both": chat.TextValue("new")}
		return r
	}
	for name, link := range map[string]func(w *world, past *visit) *visit{
		"by the start": func(w *world, past *visit) *visit {
			r := request()
			r.Rehydration = entire(past.id.Initial()).Rehydration
			return w.begins(r)
		},
		"by an association": func(w *world, past *visit) *visit {
			v := w.begins(request())
			_, err := v.associates(v.current(), chat.EntirePastSession, past.id.Initial())
			w.check(err)
			return v
		},
		"by a flow": func(w *world, past *visit) *visit {
			r := request()
			r.Attributes["source"] = string(past.id.Initial())
			v := w.begins(through(w.flow(rejoins(chat.EntirePastSession, "$.Attributes.source"), waits(time.Hour)), r))
			return v
		},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				past := w.pastWithEverything()
				v := link(w, past)
				s, c := v.session(), v.contact(1)
				delete(s.Attributes, "source")
				want := map[string]string{"both": "new", "empty": "", "mine": "new", "theirs": "old"}
				if !maps.Equal(s.Attributes, want) {
					t.Errorf("attributes: got %v, want %v", s.Attributes, want)
				}
				equal(w, "customer id", s.CustomerID, "customer 7")
				equal(w, "own segment attribute", *c.SegmentAttributes["both"].String, "new")
				equal(w, "past segment attribute", *c.SegmentAttributes["theirs"].String, "old")
				equal(w, "system segment attribute", c.SegmentAttributes["connect:Other"].String == nil, true)
				equal(w, "tags", len(c.Tags), 0)
				equal(w, "references", len(c.References), 0)
				equal(w, "name", c.Name, "")
				equal(w, "content types", len(s.ContentTypes), 1)
				equal(w, "duration", s.ExpiresAt.Sub(s.CreatedAt), conversation.DefaultDuration)
				equal(w, "disconnect flow of the past", s.Hooks[chat.HookCustomerRemaining] == past.session().Hooks[chat.HookCustomerRemaining], false)
				equal(w, "related contact", c.RelatedID, past.contact(1).ID)
				equal(w, "previous contact", c.PreviousID, "")
				then := past.session()
				equal(w, "the past's own attribute", then.Attributes["both"], "old")
				equal(w, "the past's related contact", past.contact(1).RelatedID, "")
			})
		})
	}
}

// pastWithEverything is an ended chat in which everything is set that could be
// carried over, or must not be.
func (w *world) pastWithEverything() *visit {
	w.t.Helper()
	r := through(w.flow(hooks(w.flow(hangsUp())), waits(time.Hour)), asking())
	r.CustomerID, r.Duration = "customer 7", 3*time.Hour
	r.ContentTypes = []string{chat.ContentPlain, chat.ContentMarkdown}
	r.Attributes = map[string]string{"both": "old", "empty": "old", "theirs": "old"}
	v := w.begins(r)
	name := "a name"
	w.check(w.Change(context.Background(), instance, v.current(), conversation.ContactChange{
		Name: &name, Tags: map[string]string{"tag": "old"},
		References: map[string]chat.Reference{"order": {Type: "URL", Value: "https://example.com"}},
		Segment: map[string]chat.SegmentValue{
			"both": chat.TextValue("old"), "theirs": chat.TextValue("old"), "connect:Other": chat.TextValue("old"),
		},
	}))
	v.stops()
	return v
}

func TestCustomerIDOfTheRequestWins(t *testing.T) {
	inWorld(t, func(w *world) {
		r := entire(w.pastWithEverything().id.Initial())
		r.CustomerID = "customer 8"
		s := w.starts(r).session()
		equal(w, "customer id", s.CustomerID, "customer 8")
	})
}

// Attributes of the past that do not fit are left out; the chat starts all the
// same.
func TestPastAttributesThatDoNotFit(t *testing.T) {
	inWorld(t, func(w *world) {
		past := w.talk(1)
		past.attributes(map[string]string{"a": strings.Repeat("x", 30_000), "b": "small"})
		past.stops()
		r := entire(past.id.Initial())
		r.Attributes = map[string]string{"own": strings.Repeat("y", 10_000)}
		s := w.starts(r).session()
		equal(w, "a", hasKey(s.Attributes, "a"), false)
		equal(w, "b", s.Attributes["b"], "small")
	})
}

func TestAttributesAreLimited(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.talk(1)
		v.attributes(map[string]string{"a": strings.Repeat("x", chat.MaxAttributesBytes-1)})
		for what, changes := range map[string]map[string]string{
			"one byte more":  {"b": ""},
			"a dollar":       {"$a": "x"},
			"a dot":          {"a.b": "x"},
			"no key":         {"": "x"},
			"a longer value": {"a": strings.Repeat("x", chat.MaxAttributesBytes)},
		} {
			err := w.UpdateAttributes(context.Background(), instance, v.current(), changes)
			w.wantKind(what, err, chat.KindInvalid)
		}
		v.attributes(map[string]string{"a": "", "b": "x"})
		v.stops()
		v.attributes(map[string]string{"c": "after the end"})
		s := v.session()
		equal(w, "attributes", len(s.Attributes), 3)
		w.wantKind("an unknown contact", w.UpdateAttributes(context.Background(), instance, nobody, nil), chat.KindNotFound)
		w.wantKind("another instance", w.UpdateAttributes(context.Background(), nobody, v.current(), nil), chat.KindNotFound)
	})
}

// A flow that would break the limits takes its error branch, and nothing is set.
func TestFlowsAttributesAreLimited(t *testing.T) {
	inWorld(t, func(w *world) {
		r := through(w.flow(
			sets("copy", "$.Attributes.long").failing("NoMatchingError", "refused"), hangsUp(),
			says("refused").named("refused"), waits(time.Hour)), asking())
		r.Attributes = map[string]string{"long": strings.Repeat("x", 20_000)}
		v := w.starts(r)
		equal(w, "said", line(v.listed()[0]), "SYSTEM_MESSAGE: refused")
		s := v.session()
		equal(w, "attributes", len(s.Attributes), 1)
	})
}
