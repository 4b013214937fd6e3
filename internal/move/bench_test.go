package move_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/move"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// BenchmarkMove carries 100,000 items in 5,000 sessions from one SQLite folder
// to another and compares them; each session has an archived transcript.
//
//	go test -run - -bench Move -benchtime 1x ./internal/move
func BenchmarkMove(b *testing.B) {
	const sessions, items = 5_000, 20
	from := open(b, "")
	from.check(from.store.ImportInstance(b.Context(), store.InstanceRecord{Secrets: []store.Secret{{Name: "key", Value: []byte{1}}}}))
	for n := range sessions {
		r := benchSession(n, items)
		from.check(from.store.ImportSession(b.Context(), r))
		from.check(from.files.Put(b.Context(), r.Contacts[0].Archive.Key, make([]byte, 8_000)))
	}
	for _, files := range []bool{true, false} {
		b.Run(fmt.Sprint("transcripts=", files), func(b *testing.B) {
			for b.Loop() {
				to := open(b, "")
				o := from.to(to)
				if !files {
					o.ToFiles = nil
				}
				began := time.Now()
				_, err := move.Run(b.Context(), o)
				from.check(err)
				took := time.Since(began)
				sum, err := move.Check(b.Context(), o)
				from.check(err)
				to.close()
				carried := took - sum.Took // which carrying and comparing took together
				b.ReportMetric(sessions/carried.Seconds(), "carried-sessions/s")
				b.ReportMetric(sessions*items/carried.Seconds(), "carried-items/s")
				b.ReportMetric(sessions*items/sum.Took.Seconds(), "compared-items/s")
				b.ReportMetric(sessions*items/took.Seconds(), "items/s")
			}
		})
	}
}

func benchSession(n, items int) store.SessionRecord {
	uuid := func(kind string, i int) string { return fmt.Sprintf("%s-0000-4000-8000-%012d", kind, i) }
	at := time.UnixMilli(1e12).UTC()
	id := chat.SessionID(uuid("aaaaaaaa", n))
	r := store.SessionRecord{
		Session: chat.Session{
			ID: id, State: chat.SessionEnded, ContactID: id.Initial(), Contacts: 1, CreatedAt: at, EndedAt: at,
			Attributes: map[string]string{"name": "value"},
		},
		Contacts: []chat.Contact{{
			ID: id.Initial(), SessionID: id, Segment: 1, InitiatedAt: at, DisconnectedAt: at, LastSeq: chat.Seq(items),
			Archive: chat.Archive{Key: fmt.Sprintf("connect/rejoin/ChatTranscripts/2026/%02d/%s.json", n%28, id), Confirmed: true},
		}},
	}
	for p := range 2 {
		r.Participants = append(r.Participants, chat.Participant{
			ID: chat.ParticipantID(uuid("bbbbbbbb", 2*n+p)), SessionID: id, Role: chat.RoleCustomer, CreatedAt: at,
		})
	}
	for i := range items {
		r.Items = append(r.Items, chat.Item{
			ID: chat.ItemID(uuid("cccccccc", n*items+i)), SessionID: id, ContactID: id.Initial(), Seq: chat.Seq(i + 1),
			Time: at.Add(time.Duration(i) * time.Second), Type: chat.TypeMessage, ContentType: chat.ContentPlain,
			Content: "a message of the length that messages usually have, more or less", ParticipantID: r.Participants[i%2].ID,
			Role: chat.RoleCustomer, DisplayName: "Ada",
		})
	}
	r.Receipts = []chat.Receipt{{SessionID: id, Recipient: r.Participants[1].ID, Seq: 3, DeliveredAt: at, ReadAt: at}}
	return r
}
