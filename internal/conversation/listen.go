package conversation

import (
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// listen parks the execution until the customer says something. What was said
// while it was busy is heard at once: then there is an input, and nothing is
// parked.
func (w *work) listen(st flow.State, cmd flow.Listen) (flow.Input, error) {
	if !cmd.Again {
		last, err := w.tx.LastSeq(w.session.ID)
		if err != nil {
			return nil, err
		}
		w.heardTo, w.listenUntil = last, time.Time{}
	}
	if cmd.Seconds > 0 {
		w.listenUntil = w.now.Add(time.Duration(cmd.Seconds) * time.Second)
	}
	missed, err := w.unheard()
	if err != nil {
		return nil, err
	}
	if missed != nil {
		return w.hear(missed), nil
	}
	if err := w.parkState(st, chat.AwaitsCustomer, nil); err != nil {
		return nil, err
	}
	if w.listenUntil.IsZero() {
		return nil, nil
	}
	return nil, w.setTimer(chat.TimerWait, "", w.listenUntil)
}

// hear makes an item of the customer the flow's input.
func (w *work) hear(item *chat.Item) flow.Input {
	w.heardTo = item.Seq
	return flow.Heard{ContentType: item.ContentType, Text: item.Content}
}

// unheard finds the first message of the customer that the flow has not heard,
// nil when there is none.
func (w *work) unheard() (*chat.Item, error) {
	const batch = 50
	for {
		items, err := w.tx.Items(store.ItemQuery{
			SessionID: w.session.ID, From: w.heardTo + 1, Direction: store.Forward, Limit: batch,
		})
		if err != nil {
			return nil, err
		}
		for i := range items {
			if said(&items[i]) {
				return &items[i], nil
			}
		}
		if len(items) < batch {
			return nil, nil
		}
		w.heardTo = items[len(items)-1].Seq
	}
}

// said reports whether an item is something that the customer says, and that was
// kept.
func said(item *chat.Item) bool {
	return item.Type == chat.TypeMessage && item.Role == chat.RoleCustomer && item.Visibility != chat.VisibleToNobody
}

// tellFlow hands what the customer has just sent to the flow that waits for it.
func (w *work) tellFlow(item *chat.Item) error {
	if w.session.Awaits()&item.Answers() == 0 {
		return nil
	}
	_, st, err := readParked(w.session.Flow.State)
	switch {
	case err != nil:
		return w.abandonFlow(err)
	case st.Await != flow.AwaitInput:
		return w.wake(chat.AwaitsCustomer)
	case !said(item):
		return nil // a bot cannot read it
	}
	return w.resumeWith(func() flow.Input { return w.hear(item) })
}
