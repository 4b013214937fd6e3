package conversation_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

func TestContactsAreDescribedWithTheirChat(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.threeContacts()
		for i, c := range v.contacts() {
			d, err := w.Describe(context.Background(), instance, c.ID)
			w.check(err)
			equal(w, "segment", d.Contact.Segment, i+1)
			equal(w, "session", d.Session.ID, v.id)
		}
		_, err := w.Describe(context.Background(), instance, nobody)
		w.wantKind("an unknown contact", err, chat.KindNotFound)
		_, err = w.Describe(context.Background(), nobody, v.current())
		w.wantKind("another instance", err, chat.KindNotFound)
	})
}

// Contacts can be changed when they have ended too; each keeps its own.
func TestContactsAreChanged(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.begins(asking())
		v.served("Bot")
		change := func(n int, c conversation.ContactChange) error {
			return w.Change(context.Background(), instance, v.contact(n).ID, c)
		}
		for n := range 2 {
			name := fmt.Sprint("contact ", n+1)
			w.check(change(n+1, conversation.ContactChange{
				Name: &name, Description: &name,
				References: map[string]chat.Reference{"order": {Type: "STRING", Value: name}},
				Tags:       map[string]string{"a": "1", "b": "2"},
			}))
		}
		w.check(change(1, conversation.ContactChange{Untag: []string{"a", "unknown"}}))
		for n := range 2 {
			c := v.contact(n + 1)
			want := fmt.Sprint("contact ", n+1)
			equal(w, "name", c.Name, want)
			equal(w, "description", c.Description, want)
			equal(w, "reference", c.References["order"].Value, want)
			equal(w, "tags", len(c.Tags), n+1)
		}
		many := map[string]string{}
		for i := range 7 {
			many[fmt.Sprint("tag ", i)] = ""
		}
		w.wantKind("seven tags", change(2, conversation.ContactChange{Tags: many}), chat.KindInvalid)
		equal(w, "tags after the refusal", len(v.contact(2).Tags), 2)
		w.wantKind("an unknown contact", w.Change(context.Background(), instance, nobody, conversation.ContactChange{}), chat.KindNotFound)
	})
}

// What belongs to the visit carries over to its next contact.
func TestNextContactKeepsWhatBelongsToTheVisit(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.begins(asking())
		name := "order 7"
		w.check(w.Change(context.Background(), instance, v.current(), conversation.ContactChange{
			Name: &name, Tags: map[string]string{"a": "1"}, Segment: map[string]chat.SegmentValue{"mine": chat.TextValue("x")},
		}))
		v.attributes(map[string]string{"tier": "gold"})
		v.served("Bot")
		c := v.contact(2)
		equal(w, "name", c.Name, name)
		equal(w, "tag", c.Tags["a"], "1")
		equal(w, "segment attribute", *c.SegmentAttributes["mine"].String, "x")
		equal(w, "first item", c.FirstSeq, v.contact(1).LastSeq+1)
		equal(w, "attributes", v.session().Attributes["tier"], "gold")
	})
}

func TestAssociatedContacts(t *testing.T) {
	inWorld(t, func(w *world) {
		s := w.threeContacts()
		d := w.begins(segment(s.contact(2).ID))
		d.served("Bot")
		d.stops()
		r := asking()
		r.RelatedID = d.contact(1).ID
		n := w.starts(r)
		all, err := w.Associated(context.Background(), instance, n.id.Initial())
		w.check(err)
		var want []chat.ContactID
		for _, v := range []*visit{s, d, n} {
			for _, c := range v.contacts() {
				want = append(want, c.ID)
			}
		}
		equal(w, "contacts", len(all), len(want))
		for i, c := range all {
			equal(w, "contact", c.ID, want[i])
		}
		_, err = w.Associated(context.Background(), nobody, n.id.Initial())
		w.wantKind("another instance", err, chat.KindNotFound)
	})
}

// whatFlowsSee is every reference that a flow can make to its chat, with the value
// that it must have.
func whatFlowsSee(arns directory.Names, past *visit) map[string]func(v *visit) string {
	queue := arns.Resource(instance, directory.KindQueue, directory.BasicQueueID)
	return map[string]func(v *visit) string{
		"$.ContactId":        func(v *visit) string { return string(v.current()) },
		"$.InitialContactId": func(v *visit) string { return string(v.id) },
		"$.PreviousContactId": func(v *visit) string {
			return string(v.contact(v.session().Contacts).PreviousID)
		},
		"$.RelatedContactId":                     func(*visit) string { return string(past.id) },
		"$.Channel":                              func(*visit) string { return "CHAT" },
		"$.InstanceARN":                          func(*visit) string { return arns.Instance(instance) },
		"$.InitiationMethod":                     func(v *visit) string { return string(v.contact(v.session().Contacts).InitiationMethod) },
		"$.CustomerId":                           func(*visit) string { return "customer 7" },
		"$.LanguageCode":                         func(*visit) string { return "de" },
		"$.Name":                                 func(*visit) string { return "order" },
		"$.Description":                          func(*visit) string { return "of gold" },
		"$.AwsRegion":                            func(*visit) string { return "eu-west-1" },
		"$.Attributes.tier":                      func(*visit) string { return "gold" },
		"$.Attributes.unknown":                   func(*visit) string { return "" },
		"$.SegmentAttributes['connect:Subtype']": func(*visit) string { return "connect:Chat" },
		"$.SegmentAttributes.unknown":            func(*visit) string { return "" },
		"$.Tags['aws:connect:instanceId']":       func(*visit) string { return string(instance) },
		"$.Tags.unknown":                         func(*visit) string { return "" },
		"$.Queue.ARN":                            func(*visit) string { return queue },
		"$.Queue.Name":                           func(*visit) string { return "BasicQueue" },
		"$.Media.InitialMessage":                 func(*visit) string { return "help" },
		"$.References.shop.Value":                func(*visit) string { return "https://example.com/gold" },
		"$.References.shop.Type":                 func(*visit) string { return "URL" },
		"$.References.unknown.Value":             func(*visit) string { return "" },
		"$.Unknown":                              func(*visit) string { return "" },
	}
}

// A flow sees its chat, in each contact.
func TestReferencesOfFlows(t *testing.T) {
	inWorld(t, func(w *world) {
		arns := directory.Names{Region: "eu-west-1", Account: "123456789012"}
		past := w.talk(1)
		past.stops()
		data := action{kind: "UpdateContactData", params: map[string]any{
			"Name": "order", "Description": "of $.Attributes.tier", "LanguageCode": "de", "CustomerId": "customer 7",
			"References": map[string]any{"shop": map[string]any{"Type": "URL", "Value": "https://example.com/$.Attributes.tier"}},
		}}
		references := whatFlowsSee(arns, past)
		said := make([]action, 0, len(references)+1)
		for reference := range references {
			said = append(said, says(reference+" is ["+reference+"]"))
		}
		said = append(said, waits(time.Hour))
		after := w.flow(said...)
		r := through(w.flow(append([]action{hooks(after), targets(directory.BasicQueueID), data}, said...)...), segment(past.id.Initial()))
		r.Attributes = map[string]string{"tier": "gold"}
		r.Initial = &conversation.InitialMessage{ContentType: chat.ContentPlain, Content: "help"}
		v := w.begins(r)
		check := func(entries []conversation.TranscriptEntry) {
			heard := map[string]bool{}
			for _, e := range entries {
				heard[e.Item.Content] = true
			}
			for reference, want := range references {
				text := want(v) + " is [" + want(v) + "]"
				if !heard[text] {
					t.Errorf("%s in contact %d: want the flow to say %q", reference, v.session().Contacts, text)
				}
			}
		}
		check(v.listed())
		before := len(v.listed())
		v.served("Bot")
		check(v.listed()[before:])
	})
}
