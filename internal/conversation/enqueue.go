package conversation

import (
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// flowSetsQueue sets the working queue.
func (w *work) flowSetsQueue(cmd flow.SetTargetQueue) error {
	q, err := w.namedQueue(cmd.QueueID, cmd.AgentID)
	if err != nil {
		return err
	}
	if q == nil {
		return chat.NotFound("QueueId", noQueue)
	}
	w.touchContact().TargetQueueID = chat.QueueID(q.ID)
	return nil
}

// namedQueue is the queue that an action names by its id or ARN, or by the agent
// whose own it is; nil when there is none.
func (w *work) namedQueue(queue, agent string) (*directory.Queue, error) {
	if agent == "" {
		return w.queue(queue)
	}
	u, err := w.user(agent)
	if err != nil || u == nil {
		return nil, err
	}
	q := u.Queue()
	return &q, nil
}

// enqueue puts the contact into its working queue, where it waits for an agent.
// spec: TransferContactToQueue.
func (w *work) enqueue() (flow.Input, error) {
	if w.contact.Queued() {
		return refused("the contact is in a queue already"), nil
	}
	q, err := w.workingQueue()
	if err != nil {
		return nil, err
	}
	if problem, err := w.admits(q); err != nil || problem != nil {
		return problem, err
	}
	w.sitIn(q)
	return flow.Result{}, nil
}

// requeue takes the contact out of its queue and goes on in another one, as a new
// contact. spec: DequeueContactAndTransferToQueue.
func (w *work) requeue(cmd flow.DequeueAndTransfer) (flow.Input, error) {
	if !w.contact.Queued() {
		return refused("the contact is in no queue"), nil
	}
	q, err := w.namedQueue(cmd.QueueID, cmd.AgentID)
	if err != nil {
		return nil, err
	}
	if problem, err := w.admits(q); err != nil || problem != nil {
		return problem, err
	}
	w.touchContact().DequeuedAt = w.now
	routing := w.contact.Routing
	if err := w.nextContact(chat.InitiatedByQueueTransfer, chat.DisconnectContactFlow, w.contact.FlowID); err != nil {
		return nil, err
	}
	c := w.touchContact()
	c.TargetQueueID, c.Routing = chat.QueueID(q.ID), routing
	w.sitIn(q)
	return flow.Result{}, nil
}

// workingQueue is the queue that was chosen last, nil when none was or it is gone.
func (w *work) workingQueue() (*directory.Queue, error) {
	if w.contact.TargetQueueID == "" {
		return nil, nil
	}
	return w.queue(string(w.contact.TargetQueueID))
}

const noQueue = "there is no such queue or agent, or no working queue"

// admits says why a contact cannot enter a queue, nil when it can.
func (w *work) admits(q *directory.Queue) (problem flow.Input, err error) {
	if q == nil {
		return refused(noQueue), nil
	}
	if q.Spec.Disabled {
		return refused("the queue is disabled"), nil
	}
	if q.Spec.MaxContacts == 0 {
		return nil, nil
	}
	queued, err := w.tx.Queued(w.session.InstanceID, chat.QueueID(q.ID))
	if err != nil || queued.Contacts < q.Spec.MaxContacts {
		return nil, err
	}
	return flow.Result{Error: flow.ErrorQueueAtCapacity, Note: "the queue is full"}, nil
}

func (w *work) sitIn(q *directory.Queue) {
	c := w.touchContact()
	c.QueueID, c.EnqueuedAt, c.DequeuedAt = chat.QueueID(q.ID), w.now, time.Time{}
	w.waitsForAgent()
}
