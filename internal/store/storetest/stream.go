package storetest

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

var streams = []promise{
	{"a stream is kept with its transaction", streamKept},
	{"a stream never moves back, and one that is gone does not move", streamMoves},
	{"streams are listed in pages without gaps", streamPages},
}

// streamsOf are two streams, whose ids are of both forms.
func streamsOf(t *testing.T, id chat.SessionID) []chat.Stream {
	full := filled[chat.Stream](t)
	full.SessionID, full.ID = id, "0f8fad5b-d9cb-469f-a165-70867728950e"
	return []chat.Stream{full, streamOf(id, "Z")}
}

func streamOf(id chat.SessionID, name chat.StreamID) chat.Stream {
	return chat.Stream{SessionID: id, ID: name, InstanceID: instance, Topic: "arn:aws:sns:eu-west-1:1:" + string(name), StartedAt: epoch}
}

// listed reads all streams, in the order of their ids.
func (s *subject) listed(t *testing.T, limit int) (all []chat.Stream) {
	t.Helper()
	for after := (chat.Stream{}); ; after = all[len(all)-1] {
		page, err := s.Streams(t.Context(), after, limit)
		if len(must(t, page, err)) > limit {
			t.Fatalf("limit %d: got %d", limit, len(page))
		}
		if all = append(all, page...); len(page) < limit {
			break
		}
	}
	slices.SortFunc(all, func(a, b chat.Stream) int {
		return cmp.Or(cmp.Compare(a.SessionID, b.SessionID), cmp.Compare(a.ID, b.ID))
	})
	return all
}

func streamKept(t *testing.T, s *subject) {
	id, refused := sessionID(0), errors.New("refused")
	want := streamsOf(t, id)
	fails := s.Update(t.Context(), id, func(tx store.Tx) error { return errors.Join(tx.SaveStream(want[0]), refused) })
	wantErr(t, "an Update that fails", fails, refused)
	same(t, "streams", len(s.listed(t, 10)), 0)
	s.update(t, id, func(tx store.Tx) error {
		err := errors.Join(tx.SaveStream(want[0]), tx.SaveStream(want[1]), tx.SaveStream(streamOf("other", "a")))
		got, failed := tx.Streams(id)
		slices.SortFunc(got, func(a, b chat.Stream) int { return cmp.Compare(a.ID, b.ID) })
		same(t, "in the transaction", got, want)
		return errors.Join(err, failed)
	})
	s.reopen(t)
	same(t, "kept", s.listed(t, 10), append(want, streamOf("other", "a")))
	again := s.Update(t.Context(), id, func(tx store.Tx) error { return tx.SaveStream(want[0]) })
	if again == nil {
		t.Error("a stream that is there: got no error")
	}
}

func streamMoves(t *testing.T, s *subject) {
	id := sessionID(0)
	s.update(t, id, func(tx store.Tx) error {
		return errors.Join(tx.SaveStream(streamOf(id, "a")), tx.SaveStream(streamOf(id, "b")))
	})
	for _, step := range []struct {
		stream chat.StreamID
		to     chat.Seq
		there  bool
	}{{"a", 5, true}, {"a", 3, true}, {"a", 7, true}, {"c", 1, false}} {
		there, err := s.MoveStream(t.Context(), id, step.stream, step.to)
		same(t, fmt.Sprintf("%s to %d", step.stream, step.to), must(t, there, err), step.there)
	}
	for _, want := range []bool{true, false} {
		there, err := s.DropStream(t.Context(), id, "b")
		same(t, "dropped", must(t, there, err), want)
	}
	there, err := s.MoveStream(t.Context(), id, "b", 9)
	same(t, "one that is gone moves", must(t, there, err), false)
	moved := streamOf(id, "a")
	moved.Seq = 7
	same(t, "left", s.listed(t, 10), []chat.Stream{moved})
}

func streamPages(t *testing.T, s *subject) {
	var want []chat.Stream
	for n := range 11 {
		want = append(want, streamsOf(t, sessionID(n))...)
	}
	want = append(want, streamOf("bare", "a"), streamOf("é", "0f8fad5b-d9cb-469f-a165-70867728950e"))
	s.update(t, "bare", func(tx store.Tx) (err error) {
		for _, one := range want {
			err = errors.Join(err, tx.SaveStream(one))
		}
		return err
	})
	all := s.listed(t, 100)
	same(t, "streams", len(all), len(want))
	for _, one := range want {
		if !slices.Contains(all, one) {
			t.Errorf("%+v is not listed", one)
		}
	}
	for _, limit := range []int{1, 2, 7, len(want)} {
		same(t, fmt.Sprint("pages of ", limit), s.listed(t, limit), all)
	}
}
