package conversation

import (
	"maps"

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
		return outcome(w.setsAttributes(cmd.Attributes))
	case flow.UpdateData:
		return outcome(w.setsData(w.contact.ID, &cmd))
	case flow.SetEventHook:
		return outcome(w.flowSetsHook(cmd))
	case flow.SetTargetQueue:
		return outcome(w.flowSetsQueue(cmd))
	case flow.SetRouting:
		w.flowSetsRouting(cmd)
		return flow.Result{}, nil
	case flow.SetRoutingCriteria:
		return outcome(w.flowSetsCriteria(cmd))
	case flow.TransferToQueue:
		return w.enqueue()
	case flow.Associate:
		return outcome(w.associate(w.contact.ID, Rehydration{
			Type: chat.RehydrationType(cmd.RehydrationType), Source: chat.ContactID(cmd.SourceContactID),
		}))
	case flow.DequeueAndTransfer:
		return w.requeue(cmd)
	case flow.CheckHours:
		return w.checkHours(cmd)
	case flow.ReadMetric:
		return w.readMetric(cmd)
	case flow.ReadMetrics:
		return w.readMetrics(cmd)
	case flow.ShowView:
		return w.showView(cmd)
	case flow.SetTags:
		return outcome(w.flowChanges(ContactChange{Tags: cmd.Tags}))
	case flow.RemoveTags:
		return outcome(w.flowChanges(ContactChange{Untag: cmd.Keys}))
	case flow.SetRecording:
		return flow.Result{}, nil // transcripts are always kept, and nothing analyses them
	case flow.LoadFlow:
		return w.loadFlow(cmd)
	case flow.LoadModule:
		return w.loadModule(cmd)
	case flow.LoadContent:
		return w.loadContent(cmd)
	}
	return refused("this server does not do that"), nil
}

// flowChanges changes the current contact, all or nothing.
func (w *work) flowChanges(change ContactChange) error {
	c := w.contact
	c.Tags = maps.Clone(c.Tags)
	if err := change.apply(&c); err != nil {
		return err
	}
	*w.touchContact() = c
	return nil
}

// setsData sets system data of a contact of this session. spec: UpdateContactData.
func (w *work) setsData(id chat.ContactID, data *flow.UpdateData) error {
	if data.LanguageCode != nil {
		w.touchSession().LanguageCode = *data.LanguageCode
	}
	if data.CustomerID != nil {
		w.touchSession().CustomerID = *data.CustomerID
	}
	return w.editContact(id, func(c *chat.Contact) error {
		if data.Name != nil {
			c.Name = *data.Name
		}
		if data.Description != nil {
			c.Description = *data.Description
		}
		if data.References != nil {
			c.References = maps.Clone(c.References)
		}
		for k, r := range data.References {
			put(&c.References, k, chat.Reference{Type: r.Type, Value: r.Value})
		}
		return nil
	})
}

func (w *work) flowSetsHook(cmd flow.SetEventHook) error {
	f, err := w.flow(string(cmd.FlowID))
	if err != nil {
		return err
	}
	if f == nil {
		return chat.NotFound("EventHooks", "the flow does not exist or is not published")
	}
	if want := flow.TypeForHook(cmd.Hook); f.Type != want {
		return chat.Rejected("EventHooks", "a flow of type "+string(f.Type)+" is no "+string(want))
	}
	s := w.touchSession()
	s.Hooks = maps.Clone(s.Hooks)
	put(&s.Hooks, chat.Hook(cmd.Hook), f.Reference)
	return nil
}
