package conversation

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// Destination is where an agent sends a contact: to another agent or to a queue,
// each by its id or ARN, by way of a transfer flow of the kind that goes with it.
// spec: QuickConnectConfig.
type Destination struct {
	FlowID  string
	UserID  string // or
	QueueID string
	// QuickConnect is the one that leads there.
	QuickConnect chat.QuickConnect
}

// Transfer takes the agent out of the contact and goes on with a new one, in which
// the transfer flow runs with the destination as its working queue. All other agents
// of the chat go with him. What cannot be reached is told to all as a failed transfer,
// and everybody stays.
//
// Errors: KindDenied for who is not an agent in the chat, KindNotFound and
// KindRejected for the destination. spec: Contact records data model, TRANSFER; Host
// multiple participants on an ongoing customer service chat.
func (c *Conversations) Transfer(ctx context.Context, who Identity, to Destination) error {
	var refusal error
	err := c.update(ctx, who.SessionID, func(w *work) error {
		p, err := w.attendingAgent(who.ParticipantID)
		if err != nil {
			return err
		}
		way, err := w.route(to)
		if refusal = err; refusal == nil {
			return w.transfer(p, way, to.QuickConnect)
		}
		if unlessMissing(err) != nil {
			return err
		}
		return w.announce(chat.EventTransferFailed, p)
	})
	if err != nil {
		return err
	}
	return refusal
}

// route is a destination that can be reached.
type route struct {
	flow  *directory.Runnable
	queue *directory.Queue
}

// route looks a destination up.
func (w *work) route(to Destination) (route, error) {
	f, err := w.flow(to.FlowID)
	if err != nil {
		return route{}, err
	}
	if f == nil {
		return route{}, chat.NotFound("ContactFlowId", "the flow does not exist or is not published")
	}
	want := flow.TypeQueueTransfer
	if to.UserID != "" {
		want = flow.TypeAgentTransfer
	}
	if f.Type != want {
		return route{}, chat.Rejected("ContactFlowId", "must be a flow of type "+string(want))
	}
	q, err := w.namedQueue(to.QueueID, to.UserID)
	if err != nil {
		return route{}, err
	}
	if q == nil {
		return route{}, chat.NotFound("QuickConnectConfig", "there is no such queue or agent")
	}
	return route{f, q}, nil
}

func (w *work) transfer(agent *chat.Participant, to route, by chat.QuickConnect) error {
	if err := w.lockColleagues(); err != nil {
		return err
	}
	if err := w.announce(chat.EventTransferSucceeded, agent); err != nil {
		return err
	}
	if err := w.dismiss(agent, chat.DisconnectAgent); err != nil {
		return err
	}
	if err := w.dismissAgents(); err != nil {
		return err
	}
	w.touchContact().TransferredAt = w.now
	if err := w.nextContact(chat.InitiatedByTransfer, chat.DisconnectAgent, to.flow.FlowID); err != nil {
		return err
	}
	c := w.touchContact()
	c.TargetQueueID = chat.QueueID(to.queue.ID)
	c.TargetUserID = directory.OwnerOf(c.TargetQueueID)
	c.QuickConnect = by
	return w.beginFlow(to.flow)
}

// dismissAgents takes out the agents who are still there. Who is invited or listens
// goes with the contact.
func (w *work) dismissAgents() error {
	all, err := w.colleagues()
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.Role != chat.RoleAgent || !p.Present() {
			continue
		}
		if err := w.dismiss(p, chat.DisconnectThirdParty); err != nil {
			return err
		}
	}
	return nil
}
