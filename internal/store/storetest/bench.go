package storetest

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// BenchSessions is how many sessions SeedBench makes: many more than there are
// callers, so that few wait for one another.
const BenchSessions = 2000

// BenchSession is the id of the nth session, from 0.
func BenchSession(n int) chat.SessionID {
	return chat.SessionID(fmt.Sprintf("bbbbbbbb-0000-4000-8000-%012d", n))
}

func benchPerson(n int) chat.ParticipantID {
	return chat.ParticipantID(fmt.Sprintf("cccccccc-0000-4000-8000-%012d", n))
}

var benchContent = `{"text":"` + strings.Repeat("x", 190) + `"}`

// BenchTrace is what a flow's step of three actions is kept as.
var BenchTrace = `{"actions":[` + strings.Repeat(`{"flow":"bbbbbbbb-0000-4000-8000-000000000000","action":"cccccccc-0000-4000-8000-000000000000","type":"UpdateContactAttributes","inputs":{"Attributes.key":"value"},"next":"n"},`, 2) +
	`{"type":"Wait"}]}`

// BenchItem is a message of 200 bytes in the session of that number. Its id is
// random, but for i.
func BenchItem(session, i int) chat.Item {
	var u [16]byte
	binary.BigEndian.PutUint64(u[:8], rand.Uint64())
	binary.BigEndian.PutUint64(u[8:], uint64(i))
	return chat.Item{
		ID:        chat.ItemID(fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])),
		SessionID: BenchSession(session), Time: time.UnixMilli(1_780_000_000_000),
		Type: chat.TypeMessage, ContentType: chat.ContentJSON, Content: benchContent,
		ParticipantID: benchPerson(session), Role: chat.RoleCustomer, DisplayName: "Ada Lovelace",
	}
}

// SeedBench makes the sessions that benchmarks write to, each with the author of
// its items, and closes the store at the benchmark's end.
func SeedBench(b *testing.B, s store.Store) {
	b.Helper()
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	err := s.Update(b.Context(), "all", func(tx store.Tx) error {
		for n := range BenchSessions {
			id := BenchSession(n)
			if err := tx.CreateSession(chat.Session{ID: id, State: chat.SessionActive, ContactID: id.Initial()}); err != nil {
				return err
			}
			if err := tx.SaveParticipant(chat.Participant{ID: benchPerson(n), SessionID: id, ConnectedAt: time.UnixMilli(1)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}
