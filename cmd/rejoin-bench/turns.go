package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/sqlite"
)

// measureTurns has customers say something to a flow, in turn with the limit, the
// bare updates of the store, and with messages that no flow hears. A turn is over
// when the message is acknowledged: then what the flow did is stored as well.
func measureTurns(ctx context.Context, p plan, i *interpreted, actions int) error {
	var ratios, costs []float64
	for range p.rounds {
		bare, err := loadUpdates(ctx, p, i)
		if err != nil {
			return err
		}
		silent, err := loadTurns(ctx, p, silentFlow)
		if err != nil {
			return err
		}
		turns, err := loadTurns(ctx, p, turnFlow)
		if err != nil {
			return err
		}
		printTurns("bare updates", bare, 0)
		printTurns("messages without a flow", silent, 0)
		printTurns("turns of the flow", turns, actions)
		ratios = append(ratios, turns.rate/bare.rate)
		costs = append(costs, turns.cpu[0]/bare.cpu[0])
	}
	fmt.Printf("  median ratio of turns to bare updates: %.2f a second, %.1f times the CPU\n", median(ratios), median(costs))
	return nil
}

func printTurns(name string, r result, actions int) {
	fmt.Printf("  %-24s %8.0f /s   p50 %7.2f ms   p99 %7.2f ms   %.3f CPU s per 10,000", name, r.rate, ms(r.p50), ms(r.p99), r.cpu[0])
	if actions > 0 {
		fmt.Printf("   %.0f actions/s", r.rate*float64(actions))
	}
	fmt.Println()
}

// silentFlow waits and hears nothing.
const silentFlow = `{
  "Version": "2019-10-30", "StartAction": "wait",
  "Actions": [
    {"Identifier": "wait", "Type": "Wait", "Parameters": {"TimeoutSeconds": "86400"},
     "Transitions": {
       "Conditions": [{"NextAction": "end", "Condition": {"Operator": "Equals", "Operands": ["WaitCompleted"]}}],
       "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
  ]
}`

// makeFlow publishes a flow and answers its id.
func (h *house) makeFlow(ctx context.Context, name, content string) (string, error) {
	var out struct{ ContactFlowId string }
	in := map[string]string{"Name": name, "Type": "CONTACT_FLOW", "Content": content}
	err := h.call(ctx, "PUT", "/contact-flows/"+h.env["REJOIN_INSTANCE_ID"], "", true, in, &out)
	return out.ContactFlowId, err
}

// loadTurns measures messages of customers whose chats are in a flow.
func loadTurns(ctx context.Context, p plan, content string) (result, error) {
	dir, err := os.MkdirTemp("", "turns")
	if err != nil {
		return result{}, err
	}
	defer os.RemoveAll(dir)
	h, err := startRejoin(ctx, p, dir)
	if err != nil {
		return result{}, err
	}
	defer h.stop()
	flowID, err := h.makeFlow(ctx, "turns", content)
	if err != nil {
		return result{}, err
	}
	customers := make([]worker, p.chats)
	for i := range customers {
		who, err := h.startChatIn(ctx, flowID, "")
		if err != nil {
			return result{}, err
		}
		c, err := dial(h.addr)
		if err != nil {
			return result{}, err
		}
		customers[i] = &customer{caller: c, token: who.token}
	}
	return drive(ctx, p, customers, h.cpu)
}

// customer is a worker who says one thing after the other.
type customer struct {
	*caller
	token string
}

func (c *customer) turn(n int) error {
	body, err := json.Marshal(map[string]string{
		"Content": strconv.Itoa(n) + " " + padding, "ContentType": "text/plain", "ClientToken": c.token[:20] + strconv.Itoa(n),
	})
	if err != nil {
		return err
	}
	_, err = c.post("/participant/message", c.token, body)
	return err
}

func (c *customer) close() { c.conn.Close() }

// loadUpdates measures the least that a turn asks of the store: what it reads and
// writes, known beforehand, without HTTP, rules or an interpreter.
func loadUpdates(ctx context.Context, p plan, i *interpreted) (r result, err error) {
	dir, err := os.MkdirTemp("", "updates")
	if err != nil {
		return result{}, err
	}
	defer os.RemoveAll(dir)
	db, err := sqlite.Open(sqlite.Options{Dir: dir})
	if err != nil {
		return result{}, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	state, err := i.state.Encode()
	if err != nil {
		return result{}, err
	}
	trace, err := json.Marshal(i.trace)
	if err != nil {
		return result{}, err
	}
	updates := make([]worker, p.chats)
	for n := range updates {
		u := &update{ctx: ctx, db: db, session: chat.SessionID(uuid.NewString()), who: chat.ParticipantID(uuid.NewString()), state: state, trace: trace}
		if err := db.Update(ctx, u.session, u.begin); err != nil {
			return result{}, err
		}
		updates[n] = u
	}
	return drive(ctx, p, updates, ownTime)
}

// update is a worker who stores what a turn of the flow would store.
type update struct {
	ctx          context.Context // of the run
	db           *sqlite.Store
	session      chat.SessionID
	who          chat.ParticipantID
	state, trace []byte
}

func (u *update) begin(tx store.Tx) error {
	now := time.Now()
	return errors.Join(
		tx.CreateSession(chat.Session{
			ID: u.session, State: chat.SessionActive, ContactID: u.session.Initial(), CreatedAt: now,
			Flow: &chat.Execution{FlowID: "f", ContentID: "c", State: u.state, Awaits: chat.AwaitsCustomer},
		}),
		tx.SaveContact(chat.Contact{ID: u.session.Initial(), SessionID: u.session, InitiatedAt: now}),
		tx.SaveParticipant(chat.Participant{ID: u.who, SessionID: u.session, CreatedAt: now, ConnectedAt: now}),
	)
}

func (u *update) turn(n int) error {
	return u.db.Update(u.ctx, u.session, func(tx store.Tx) error {
		now := time.Now()
		session, err := tx.Session(u.session)
		if err != nil {
			return err
		}
		contact, err := tx.Contact(session.ContactID)
		if err != nil {
			return err
		}
		for _, text := range []string{strconv.Itoa(n) + " " + padding, "Dear gold customer, we are looking into it"} {
			_, _, err := tx.Append(chat.Item{
				ID: chat.ItemID(uuid.NewString()), SessionID: u.session, ContactID: contact.ID, Time: now, Type: chat.TypeMessage,
				ContentType: chat.ContentPlain, Content: text, ParticipantID: u.who, Role: chat.RoleCustomer, DisplayName: "Customer",
			})
			if err != nil {
				return err
			}
		}
		session.Attributes = map[string]string{"tier": "gold"}
		contact.UpdatedAt = now
		return errors.Join(
			tx.AppendTrace(chat.TraceStep{SessionID: u.session, ContactID: contact.ID, Time: now, Data: u.trace}),
			tx.SetTimer(chat.Timer{SessionID: u.session, Kind: chat.TimerWait, DueAt: now.Add(24 * time.Hour)}),
			tx.SaveContact(contact), tx.SaveSession(session),
		)
	})
}

func (*update) close() {}
