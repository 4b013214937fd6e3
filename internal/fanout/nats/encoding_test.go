package nats

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/fanout"
)

// full returns an event of each kind in which no field is zero, so that a field
// which the domain gains and the encoding forgets is noticed.
func full(t testing.TB) map[string]fanout.Event {
	t.Helper()
	item, receipt, agent := &chat.Item{}, &fanout.ReceiptEvent{}, &fanout.AgentEvent{}
	n := 0
	fill(t, reflect.ValueOf(item).Elem(), &n)
	fill(t, reflect.ValueOf(receipt).Elem(), &n)
	fill(t, reflect.ValueOf(agent).Elem(), &n)
	item.SessionID, receipt.SessionID = "s1", "s1"
	return map[string]fanout.Event{
		"item":         {SessionID: "s1", Item: item},
		"passing item": {SessionID: "s1", Item: &chat.Item{SessionID: "s1", Time: item.Time, Type: chat.TypeEvent, ContentType: chat.EventTyping}},
		"receipt":      {SessionID: "s1", Receipt: receipt},
		"agent":        {SessionID: "s1", Agent: agent},
		"not read":     {SessionID: "s1", Receipt: &fanout.ReceiptEvent{Receipt: chat.Receipt{SessionID: "s1", Seq: 1 << 60, DeliveredAt: item.Time}}},
	}
}

func fill(t testing.TB, v reflect.Value, n *int) {
	t.Helper()
	*n++
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.UnixMilli(1_700_000_000_000 + int64(*n)).UTC()))
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i), n)
		}
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 3, 3))
		for i := range 3 {
			fill(t, v.Index(i), n)
		}
	case v.Kind() == reflect.String:
		v.SetString(strings.Repeat("ü \x00😀", *n))
	case v.Kind() == reflect.Uint64:
		v.SetUint(uint64(*n))
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	default:
		t.Fatalf("the test cannot fill a %v", v.Type())
	}
}

func mustEncode(t testing.TB, e fanout.Event) []byte {
	t.Helper()
	data, err := encode(nil, e)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestEveryFieldTravels(t *testing.T) {
	for name, want := range full(t) {
		got, err := decode("s1", mustEncode(t, want))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, %v, want %+v", name, got, err, want)
		}
	}
}

func TestAnEventOfNoKindIsNotEncoded(t *testing.T) {
	if data, err := encode(nil, fanout.Event{SessionID: "s1"}); err == nil {
		t.Errorf("encode of nothing = %x, want an error", data)
	}
}

func TestDamagedMessagesAreRefused(t *testing.T) {
	for name, e := range full(t) {
		whole := mustEncode(t, e)
		for n := range whole {
			if _, err := decode("s1", whole[:n]); !errors.Is(err, errDamaged) {
				t.Fatalf("the first %d of %d bytes of the %s: %v, want %v", n, len(whole), name, err, errDamaged)
			}
		}
		if _, err := decode("s1", append(bytes.Clone(whole), 0)); !errors.Is(err, errDamaged) {
			t.Errorf("a byte after the %s: %v, want %v", name, err, errDamaged)
		}
	}
	item := mustEncode(t, fanout.Event{Item: &chat.Item{}})
	for name, change := range map[string]func(b []byte){
		"unknown kind":                func(b []byte) { b[1] = 9 },
		"unknown flag":                func(b []byte) { b[len(b)-2] = 2 },
		"more attachments than bytes": func(b []byte) { b[len(b)-1] = 127 },
		"a text longer than all":      func(b []byte) { b[2] = 127 },
		"a number that does not end":  func(b []byte) { copy(b[2:], bytes.Repeat([]byte{0xff}, 11)) },
	} {
		b := bytes.Clone(item)
		change(b)
		if _, err := decode("s1", b); !errors.Is(err, errDamaged) {
			t.Errorf("%s: %v, want %v", name, err, errDamaged)
		}
	}
}

func TestAnotherVersionIsRefused(t *testing.T) {
	data := mustEncode(t, fanout.Event{Item: &chat.Item{}})
	data[0] = version + 1
	if _, err := decode("s1", data); !errors.Is(err, errVersion) {
		t.Errorf("decode of version %d: %v, want %v", version+1, err, errVersion)
	}
}

// What can be decoded must mean the same when it is encoded again.
func FuzzDecode(f *testing.F) {
	for _, e := range full(f) {
		f.Add(mustEncode(f, e))
	}
	f.Add([]byte{version, kindItem, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := decode("s1", data)
		if err != nil {
			return
		}
		again, err := decode("s1", mustEncode(t, e))
		if err != nil || !reflect.DeepEqual(again, e) {
			t.Errorf("decoded %+v, encoded and decoded again %+v, %v", e, again, err)
		}
	})
}

// message is an event as most are.
func message() fanout.Event {
	return fanout.Event{SessionID: "s1", Item: &chat.Item{
		ID: "01234567-89ab-cdef-0123-456789abcdef", ContactID: "01234567-89ab-cdef-0123-456789abcdef", Seq: 12, Time: time.UnixMilli(1_700_000_000_000),
		Type: chat.TypeMessage, ContentType: chat.ContentPlain, Content: strings.Repeat("hello ", 20),
		ParticipantID: "01234567-89ab-cdef-0123-456789abcdef", Role: chat.RoleCustomer, DisplayName: "Anna",
	}}
}

func BenchmarkEncode(b *testing.B) {
	e := message()
	var data []byte
	b.ReportAllocs()
	for b.Loop() {
		data, _ = encode(data[:0], e)
	}
	b.ReportMetric(float64(len(data)), "bytes")
}

func BenchmarkDecode(b *testing.B) {
	data := mustEncode(b, message())
	b.ReportAllocs()
	for b.Loop() {
		if _, err := decode("s1", data); err != nil {
			b.Fatal(err)
		}
	}
}
