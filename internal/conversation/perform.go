package conversation

import (
	"maps"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// perform does one thing that a flow asks for and says how it went. A refusal
// of the domain becomes the flow's error branch; a fault of ours ends the
// transaction.
func (w *work) perform(cmd flow.Command) (flow.Input, error) {
	switch cmd := cmd.(type) {
	case flow.SendMessage:
		return outcome(w.flowSays(cmd))
	case flow.UpdateAttributes:
		return outcome(w.flowSetsAttributes(cmd))
	case flow.UpdateData:
		return outcome(w.flowSetsData(cmd))
	case flow.SetEventHook:
		return outcome(w.flowSetsHook(cmd))
	case flow.SetTargetQueue:
		return outcome(w.flowSetsQueue(cmd))
	case flow.TransferToQueue:
		return w.enqueue()
	case flow.Associate:
		return outcome(w.associate(w.contact.ID, Rehydration{
			Type: chat.RehydrationType(cmd.RehydrationType), Source: chat.ContactID(cmd.SourceContactID),
		}))
	case flow.LoadFlow:
		return w.loadFlow(cmd)
	case flow.LoadContent:
		return w.loadContent(cmd)
	}
	return flow.Result{Error: flow.ErrorNoMatchingError}, nil
}

// outcome is the interpreter's view of an error.
func outcome(err error) (flow.Input, error) {
	if err == nil {
		return flow.Result{}, nil
	}
	switch chat.KindOf(err) {
	case chat.KindInvalid, chat.KindRejected, chat.KindNotFound, chat.KindLimit, chat.KindQuota:
		return flow.Result{Error: flow.ErrorNoMatchingError}, nil
	}
	return nil, err
}

func (w *work) flowSetsAttributes(cmd flow.UpdateAttributes) error {
	if cmd.Target == flow.TargetRelated {
		return chat.Rejected("TargetContact", "the related contact's records do not change")
	}
	merged, err := chat.MergeAttributes(w.session.Attributes, cmd.Attributes)
	if err != nil {
		return err
	}
	w.touchSession().Attributes = merged
	w.touchContact()
	return nil
}

func (w *work) flowSetsData(cmd flow.UpdateData) error {
	if cmd.Target == flow.TargetRelated {
		return chat.Rejected("TargetContact", "the related contact's records do not change")
	}
	c := w.touchContact()
	if cmd.Name != nil {
		c.Name = *cmd.Name
	}
	if cmd.Description != nil {
		c.Description = *cmd.Description
	}
	if cmd.LanguageCode != nil {
		w.touchSession().LanguageCode = *cmd.LanguageCode
	}
	if cmd.CustomerID != nil {
		w.touchSession().CustomerID = *cmd.CustomerID
	}
	if cmd.References != nil {
		c.References = maps.Clone(c.References)
		for k, r := range cmd.References {
			put(&c.References, k, chat.Reference{Type: r.Type, Value: r.Value})
		}
	}
	return nil
}

func (w *work) flowSetsHook(cmd flow.SetEventHook) error {
	f, err := w.flow(string(cmd.FlowID))
	if err != nil {
		return err
	}
	if f == nil {
		return chat.NotFound("EventHooks", "the flow does not exist or is not published")
	}
	s := w.touchSession()
	s.Hooks = maps.Clone(s.Hooks)
	put(&s.Hooks, chat.Hook(cmd.Hook), f.Reference)
	return nil
}

// flowSetsQueue sets the working queue. An agent's own queue exists when the
// agent does; until there are agents it is refused.
func (w *work) flowSetsQueue(cmd flow.SetTargetQueue) error {
	if cmd.QueueID == "" {
		return chat.NotFound("AgentId", "the agent does not exist")
	}
	q, err := w.queue(cmd.QueueID)
	if err != nil {
		return err
	}
	if q == nil {
		return chat.NotFound("QueueId", "the queue does not exist")
	}
	c := w.touchContact()
	c.TargetQueueID, c.TargetUserID = chat.QueueID(q.ID), ""
	return nil
}

// enqueue puts the contact into its working queue, where it waits for an agent.
// spec: TransferContactToQueue.
func (w *work) enqueue() (flow.Input, error) {
	refused := flow.Result{Error: flow.ErrorNoMatchingError}
	if w.contact.TargetQueueID == "" || w.contact.Queued() {
		return refused, nil
	}
	q, err := w.queue(string(w.contact.TargetQueueID))
	if err != nil {
		return nil, err
	}
	if q == nil || q.Spec.Disabled {
		return refused, nil
	}
	if q.Spec.MaxContacts > 0 {
		waiting, err := w.tx.CountQueued(w.session.InstanceID, chat.QueueID(q.ID))
		if err != nil {
			return nil, err
		}
		if waiting >= q.Spec.MaxContacts {
			return flow.Result{Error: flow.ErrorQueueAtCapacity}, nil
		}
	}
	c := w.touchContact()
	c.QueueID, c.EnqueuedAt, c.DequeuedAt = chat.QueueID(q.ID), w.now, time.Time{}
	return flow.Result{}, nil
}
