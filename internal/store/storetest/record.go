package storetest

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

var records = []promise{
	{"every field of a session reads back", sessionRoundTrip},
	{"every field of a contact reads back", contactRoundTrip},
	{"every field of a participant reads back", participantRoundTrip},
	{"every field of an item reads back", itemRoundTrip},
	{"ids of any form read back", idsRoundTrip},
	{"what is empty stays empty", emptyRoundTrip},
	{"a contact is found by its id alone", contactByID},
	{"contacts are in chain order", contactOrder},
	{"participants are oldest first", participantOrder},
	{"what is not there is not found", nothingFound},
	{"active sessions are counted by instance", activeCount},
	{"queued contacts are counted by queue", queuedCount},
	{"the contacts ahead of a place are counted by queue", aheadCount},
}

// filled is a value of T with every field set, so that a field which a driver
// forgets reads back as another value. Values differ from field to field.
func filled[T any](t *testing.T) T {
	t.Helper()
	var v T
	n := 0
	fill(t, reflect.ValueOf(&v).Elem(), &n, 0)
	return v
}

func fill(t *testing.T, v reflect.Value, n *int, depth int) {
	t.Helper()
	*n++
	if at, ok := v.Addr().Interface().(*time.Time); ok {
		*at = epoch.Add(time.Duration(*n)*time.Minute + time.Duration(*n)*time.Millisecond)
		return
	}
	if d, ok := v.Addr().Interface().(*time.Duration); ok {
		*d = time.Duration(*n) * time.Second
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("value %d \"é\x01\u2028", *n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(uint64(*n))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), n, depth)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Type.Kind() == reflect.Map || v.Type().Field(i).Type.Kind() == reflect.Slice {
				if depth > 3 {
					continue // a type that contains itself
				}
			}
			fill(t, v.Field(i), n, depth+1)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(t, v.Index(0), n, depth+1)
		fill(t, v.Index(1), n, depth+1)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range 2 {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(t, key, n, depth+1)
			fill(t, value, n, depth+1)
			v.SetMapIndex(key, value)
		}
	default:
		t.Fatalf("a field of kind %s: teach fill about it", v.Kind())
	}
}

func same[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

func sessionRoundTrip(t *testing.T, s *subject) {
	want := filled[chat.Session](t)
	s.update(t, want.ID, func(tx store.Tx) error { return tx.CreateSession(want) })
	got, err := s.Session(t.Context(), want.ID)
	same(t, "created", must(t, got, err), want)

	blank := chat.Session{ID: want.ID}
	s.update(t, want.ID, func(tx store.Tx) error { return tx.SaveSession(blank) })
	got, err = s.Session(t.Context(), want.ID)
	same(t, "overwritten by a blank", must(t, got, err), blank)

	s.update(t, want.ID, func(tx store.Tx) error { return tx.SaveSession(want) })
	s.reopen(t)
	s.update(t, want.ID, func(tx store.Tx) error {
		got, err = tx.Session(want.ID)
		return err
	})
	same(t, "overwritten", got, want)
}

func contactRoundTrip(t *testing.T, s *subject) {
	want := filled[chat.Contact](t)
	blank := chat.Contact{ID: want.ID, SessionID: want.SessionID}
	for _, want := range []chat.Contact{want, blank, want} {
		s.update(t, want.SessionID, func(tx store.Tx) error { return tx.SaveContact(want) })
		got, err := s.Contact(t.Context(), want.ID)
		same(t, "Contact", must(t, got, err), want)
		list, err := s.Contacts(t.Context(), want.SessionID)
		same(t, "Contacts", must(t, list, err), []chat.Contact{want})
	}
}

func participantRoundTrip(t *testing.T, s *subject) {
	want := filled[chat.Participant](t)
	blank := chat.Participant{ID: want.ID, SessionID: want.SessionID}
	for _, want := range []chat.Participant{want, blank, want} {
		s.update(t, want.SessionID, func(tx store.Tx) error { return tx.SaveParticipant(want) })
		got, err := s.Participant(t.Context(), want.SessionID, want.ID)
		same(t, "Participant", must(t, got, err), want)
		list, err := s.Participants(t.Context(), want.SessionID)
		same(t, "Participants", must(t, list, err), []chat.Participant{want})
	}
}

func itemRoundTrip(t *testing.T, s *subject) {
	want := filled[chat.Item](t)
	s.begin(t, want.SessionID)
	s.update(t, want.SessionID, func(tx store.Tx) error {
		_, _, err := tx.Append(want)
		return err
	})
	want.Seq = 1
	s.reopen(t)
	got, err := s.Item(t.Context(), want.SessionID, want.ID)
	same(t, "Item", must(t, got, err), want)
}

func idsRoundTrip(t *testing.T, s *subject) {
	ids := []chat.SessionID{
		"0f8fad5b-d9cb-469f-a165-70867728950e", // the form of UUIDs
		"0F8FAD5B-D9CB-469F-A165-70867728950E", // and what only resembles it
		"0f8fad5bd9cb469fa16570867728950e",
		"{0f8fad5b-d9cb-469f-a165-70867728950}",
		"x", "ü", "0123456789abcdef",
	}
	for _, id := range ids {
		s.begin(t, id)
		got, err := s.Session(t.Context(), id)
		if err != nil || got.ID != id || got.ContactID != id.Initial() {
			t.Errorf("id %q: got %q, contact %q, error %v", id, got.ID, got.ContactID, err)
		}
		item := message(id, "x")
		item.ID = chat.ItemID(id)
		if _, repeated, err := s.Append(t.Context(), item); repeated || err != nil {
			t.Errorf("id %q: Append: repeated %t, error %v", id, repeated, err)
		}
	}
}

func emptyRoundTrip(t *testing.T, s *subject) {
	zero := int64(0)
	none := ""
	want := chat.Contact{
		ID: "c", SessionID: "s", References: map[string]chat.Reference{}, Tags: map[string]string{},
		SegmentAttributes: map[string]chat.SegmentValue{
			"": {}, "s": {String: &none}, "i": {Integer: &zero},
			"m": {Map: map[string]chat.SegmentValue{}}, "l": {List: []chat.SegmentValue{}},
		},
	}
	session := chat.Session{
		ID: "s", ContentTypes: []string{}, Attributes: map[string]string{"kept": ""},
		Hooks: map[chat.Hook]chat.FlowID{}, Flow: &chat.Execution{State: []byte{}}, Link: &chat.Link{},
	}
	s.update(t, "s", func(tx store.Tx) error {
		if err := tx.CreateSession(session); err != nil {
			return err
		}
		return tx.SaveContact(want)
	})
	got, err := s.Contact(t.Context(), "c")
	same(t, "Contact", must(t, got, err), want)
	gotSession, err := s.Session(t.Context(), "s")
	same(t, "Session", must(t, gotSession, err), session)
}

func contactByID(t *testing.T, s *subject) {
	for n := range 3 {
		s.begin(t, sessionID(n))
	}
	got, err := s.Contact(t.Context(), sessionID(1).Initial())
	if err != nil || got.SessionID != sessionID(1) {
		t.Errorf("got session %q, error %v, want %q", got.SessionID, err, sessionID(1))
	}
}

func contactOrder(t *testing.T, s *subject) {
	s.begin(t, "s")
	for _, segment := range []int{3, 2, 10} {
		s.update(t, "s", func(tx store.Tx) error {
			return tx.SaveContact(chat.Contact{ID: chat.ContactID(fmt.Sprint(segment)), SessionID: "s", Segment: segment})
		})
	}
	var got []int
	list, err := s.Contacts(t.Context(), "s")
	for _, c := range must(t, list, err) {
		got = append(got, c.Segment)
	}
	same(t, "segments", got, []int{1, 2, 3, 10})
	none, err := s.Contacts(t.Context(), "unknown")
	same(t, "contacts of an unknown session", len(must(t, none, err)), 0)
}

func participantOrder(t *testing.T, s *subject) {
	times := map[chat.ParticipantID]time.Duration{"z": 1, "y": 2, "x": 3}
	for _, id := range []chat.ParticipantID{"x", "z", "y", "x"} {
		s.update(t, "s", func(tx store.Tx) error {
			return tx.SaveParticipant(chat.Participant{ID: id, SessionID: "s", CreatedAt: epoch.Add(times[id] * time.Second)})
		})
	}
	var got []chat.ParticipantID
	list, err := s.Participants(t.Context(), "s")
	for _, p := range must(t, list, err) {
		got = append(got, p.ID)
	}
	same(t, "order", got, []chat.ParticipantID{"z", "y", "x"})
}

func nothingFound(t *testing.T, s *subject) {
	s.begin(t, "s")
	ctx := t.Context()
	_, err := s.Session(ctx, "unknown")
	wantErr(t, "Session", err, store.ErrNotFound)
	_, err = s.Contact(ctx, "unknown")
	wantErr(t, "Contact", err, store.ErrNotFound)
	_, err = s.Participant(ctx, "s", "unknown")
	wantErr(t, "Participant", err, store.ErrNotFound)
	_, err = s.Item(ctx, "s", "unknown")
	wantErr(t, "Item", err, store.ErrNotFound)
	wantCursors(t, s, "s", "unknown")
	wantErr(t, "Tx", s.Update(ctx, "s", func(tx store.Tx) error {
		_, err := tx.Session("unknown")
		wantErr(t, "Tx.Session", err, store.ErrNotFound)
		_, err = tx.Contact("unknown")
		wantErr(t, "Tx.Contact", err, store.ErrNotFound)
		_, err = tx.Participant("s", "unknown")
		wantErr(t, "Tx.Participant", err, store.ErrNotFound)
		_, err = tx.Timer("s", "k", "unknown")
		wantErr(t, "Tx.Timer", err, store.ErrNotFound)
		wantErr(t, "Tx.SaveSession", tx.SaveSession(chat.Session{ID: "unknown"}), store.ErrNotFound)
		_, _, err = tx.Append(message("unknown", "x"))
		wantErr(t, "Tx.Append", err, store.ErrNotFound)
		return nil
	}), nil)
}

func activeCount(t *testing.T, s *subject) {
	for n := range 4 {
		s.begin(t, sessionID(n))
	}
	s.update(t, "other", func(tx store.Tx) error {
		return tx.CreateSession(chat.Session{ID: "other", InstanceID: "elsewhere", State: chat.SessionActive})
	})
	s.change(t, sessionID(2), func(have *chat.Session) { have.State = chat.SessionEnded })
	got, err := s.CountActive(t.Context(), instance)
	same(t, "CountActive", must(t, got, err), 3)
	s.update(t, "s", func(tx store.Tx) error {
		if err := tx.CreateSession(chat.Session{ID: "s", InstanceID: instance, State: chat.SessionActive}); err != nil {
			return err
		}
		got, err = tx.CountActive(instance)
		return err
	})
	same(t, "Tx.CountActive with its own write", got, 4)
}

func queuedCount(t *testing.T, s *subject) {
	at := epoch
	contacts := []chat.Contact{
		{EnqueuedAt: at.Add(time.Minute)}, {EnqueuedAt: at.Add(time.Second)},
		{EnqueuedAt: at, DequeuedAt: at}, {EnqueuedAt: at, DisconnectedAt: at}, {},
		{EnqueuedAt: at, QueueID: "other"}, {EnqueuedAt: at, InstanceID: "elsewhere"},
	}
	s.update(t, "s", func(tx store.Tx) error {
		for i, c := range contacts {
			c.ID, c.SessionID = chat.ContactID(fmt.Sprint(i)), "s"
			if c.InstanceID == "" {
				c.InstanceID = instance
			}
			if c.QueueID == "" {
				c.QueueID = "queue"
			}
			if err := tx.SaveContact(c); err != nil {
				return err
			}
		}
		got, err := tx.Queued(instance, "queue")
		same(t, "Queued", got, store.Queued{Contacts: 2, Oldest: at.Add(time.Second)})
		if err != nil {
			return err
		}
		got, err = tx.Queued(instance, "empty")
		same(t, "Queued of nothing", got, store.Queued{})
		return err
	})
}

// aheadCount puts contacts into a queue out of their order and asks for the place
// of each.
func aheadCount(t *testing.T, s *subject) {
	at := epoch
	inOrder := []chat.Contact{
		{EnqueuedAt: at.Add(time.Hour), Routing: chat.Routing{Priority: 1}},
		{EnqueuedAt: at.Add(time.Minute), Routing: chat.Routing{TimeAdjustment: 2 * time.Minute}},
		{EnqueuedAt: at, Routing: chat.Routing{Priority: chat.UsualPriority}},
		{EnqueuedAt: at.Add(time.Second), Routing: chat.Routing{Criteria: []byte(`{}`)}},
		{EnqueuedAt: at.Add(time.Millisecond), Routing: chat.Routing{TimeAdjustment: -time.Minute}},
		{EnqueuedAt: at, Routing: chat.Routing{Priority: 6, TimeAdjustment: time.Hour}},
	}
	s.update(t, "s", func(tx store.Tx) error {
		for _, i := range []int{3, 0, 5, 2, 4, 1} {
			c := inOrder[i]
			c.ID, c.SessionID, c.InstanceID, c.QueueID = chat.ContactID(fmt.Sprint(i)), "s", instance, "queue"
			if err := tx.SaveContact(c); err != nil {
				return err
			}
		}
		for i := range inOrder {
			got, err := tx.Ahead(instance, "queue", inOrder[i].Place())
			same(t, fmt.Sprint("Ahead of contact ", i), got, i)
			if err != nil {
				return err
			}
		}
		got, err := tx.Ahead(instance, "other", chat.Place{Priority: 9, Since: at})
		same(t, "Ahead in an empty queue", got, 0)
		return err
	})
}
