package conversation

import (
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// env answers a flow's references from the session as the transaction sees it.
// spec: List of contact attributes and their JSONPath references.
type env struct{ w *work }

// Lookup implements flow.Env.
func (e *env) Lookup(p flow.Path) (string, bool) {
	switch len(p) {
	case 1:
		return e.system(p[0])
	case 2:
		return e.member(p[0], p[1])
	case 3:
		switch p[0] {
		case "References":
			return e.reference(p[1], p[2])
		case "SegmentAttributes":
			if v := e.w.contact.SegmentAttributes[p[1]].Map[p[2]].String; v != nil {
				return *v, true
			}
		}
	}
	return "", false
}

// system answers the references of one segment.
func (e *env) system(name string) (string, bool) {
	s, c, names := &e.w.session, &e.w.contact, e.w.conversations.Directory.Names
	switch name {
	case "ContactId":
		return string(c.ID), true
	case "InitialContactId":
		return string(s.ID), true
	case "PreviousContactId":
		return present(string(c.PreviousID))
	case "RelatedContactId":
		return present(string(c.RelatedID))
	case "Channel":
		return c.Channel(), true
	case "InstanceARN":
		return names.Instance(s.InstanceID), true
	case "InitiationMethod":
		if e.w.whisper() != chat.VisibleToAll {
			return "", false // whispers are not told
		}
		return string(c.InitiationMethod), true
	case "CustomerId":
		return present(s.CustomerID)
	case "LanguageCode":
		return present(s.LanguageCode)
	case "Name":
		return present(c.Name)
	case "Description":
		return present(c.Description)
	case "AwsRegion":
		return names.Region, true
	}
	return "", false
}

// member answers the references into a map or a small object.
func (e *env) member(object, name string) (string, bool) {
	s, c := &e.w.session, &e.w.contact
	switch object {
	case "Attributes":
		v, ok := s.Attributes[name]
		return v, ok
	case "SegmentAttributes":
		if v := c.SegmentAttributes[name].String; v != nil {
			return *v, true
		}
	case "Tags":
		v, ok := c.AllTags()[name]
		return v, ok
	case "Queue":
		return e.queue(name)
	case "Agent":
		return e.agent(name)
	case "Media":
		if name == "InitialMessage" {
			return present(s.InitialMessage)
		}
	}
	return "", false
}

// queue answers for the working queue. Its name is in the directory: when it was
// not fetched yet the transaction is run again, see run.
func (e *env) queue(name string) (string, bool) {
	id := string(e.w.contact.TargetQueueID)
	if id == "" {
		return "", false
	}
	switch name {
	case "ARN":
		return e.w.conversations.Directory.Names.Resource(e.w.session.InstanceID, directory.KindQueue, id), true
	case "Name":
		q, err := e.w.queue(id)
		if err != nil {
			e.w.envNeeds = err
			return "", false
		}
		if q != nil {
			return q.Name, true
		}
	}
	return "", false
}

// agent answers for who takes the contact on, in whispers, and for whom it is
// transferred to, in the flow that does it.
func (e *env) agent(name string) (string, bool) {
	var id chat.UserID
	switch e.w.flowType {
	case flow.TypeAgentWhisper, flow.TypeCustomerWhisper:
		id = e.w.contact.Agent.UserID
	case flow.TypeAgentTransfer:
		id = e.w.contact.TargetUserID
	}
	if id == "" {
		return "", false
	}
	u, err := e.w.user(string(id))
	if err != nil {
		e.w.envNeeds = err
		return "", false
	}
	if u == nil {
		return "", false
	}
	switch name {
	case "UserName":
		return u.Name, true
	case "FirstName":
		return present(u.Spec.FirstName)
	case "LastName":
		return present(u.Spec.LastName)
	case "ARN":
		return e.w.conversations.Directory.Names.Resource(e.w.session.InstanceID, directory.KindUser, u.ID), true
	}
	return "", false
}

func (e *env) reference(key, member string) (string, bool) {
	r, ok := e.w.contact.References[key]
	if !ok {
		return "", false
	}
	switch member {
	case "Value":
		return r.Value, true
	case "Type":
		return r.Type, true
	}
	return "", false
}

func present(s string) (string, bool) { return s, s != "" }
