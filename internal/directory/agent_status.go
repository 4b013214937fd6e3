package directory

import (
	"context"
	"fmt"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// AgentStatus is a status that agents can take.
type AgentStatus struct {
	Entry
	Spec AgentStatusSpec
}

// AgentStatusSpec is what an agent status has besides its entry.
type AgentStatusSpec struct {
	Description string
	Type        string // StatusRoutable, StatusCustom or StatusOffline
	// DisplayOrder is the place in the list that agents choose from, from 1 on; 0 for
	// none.
	DisplayOrder int
	// Disabled takes the status out of that list.
	Disabled bool
}

// Types of statuses. An instance has one of the first and one of the last.
// spec: AgentStatusType.
const (
	StatusRoutable = "ROUTABLE"
	StatusCustom   = "CUSTOM"
	StatusOffline  = "OFFLINE"
)

// maxStatuses bounds the statuses of an instance. spec: Amazon Connect service quotas.
const maxStatuses = 50

// AgentStatus reads an agent status by id or ARN. KindNotFound.
func (d *Directory) AgentStatus(ctx context.Context, instance chat.InstanceID, reference string) (AgentStatus, error) {
	e, s, err := get[AgentStatusSpec](ctx, d, KindAgentStatus, instance, reference)
	return AgentStatus{e, s}, err
}

// AllAgentStatuses reads all agent statuses of an instance in order of id.
func (d *Directory) AllAgentStatuses(ctx context.Context, instance chat.InstanceID) ([]AgentStatus, error) {
	return every(ctx, d, KindAgentStatus, instance, func(e Entry, s AgentStatusSpec) AgentStatus { return AgentStatus{e, s} })
}

// AgentStatusDraft is an agent status to be created.
type AgentStatusDraft struct {
	Name         string
	Description  string
	DisplayOrder int // 0 for none
	Disabled     bool
	Tags         map[string]string
}

// CreateAgentStatus adds an agent status of type StatusCustom. KindNotFound (instance),
// KindInvalid, KindQuota, KindDuplicate. spec: CreateAgentStatus.
func (d *Directory) CreateAgentStatus(ctx context.Context, instance chat.InstanceID, draft AgentStatusDraft) (AgentStatus, error) {
	if _, err := d.Instance(ctx, string(instance)); err != nil {
		return AgentStatus{}, err
	}
	if err := checkName(draft.Name); err != nil {
		return AgentStatus{}, err
	}
	have, err := d.AllAgentStatuses(ctx, instance)
	if err != nil {
		return AgentStatus{}, err
	}
	if len(have) >= maxStatuses {
		return AgentStatus{}, &chat.Error{Kind: chat.KindQuota, Detail: fmt.Sprintf("the instance has %d agent statuses, which is the limit", len(have))}
	}
	a := AgentStatus{
		Entry{InstanceID: instance, ID: d.newID(), Name: draft.Name, Tags: draft.Tags},
		AgentStatusSpec{draft.Description, StatusCustom, draft.DisplayOrder, draft.Disabled},
	}
	a.Entry, err = create(ctx, d, KindAgentStatus, a.Entry, a.Spec)
	return a, err
}

// AgentStatusChange says what to change of an agent status. Nil members stay as they
// are.
type AgentStatusChange struct {
	Name        *string
	Description *string
	Disabled    *bool
	// DisplayOrder is 0 to take the place away.
	DisplayOrder *int
}

// ChangeAgentStatus changes an agent status. Those that every instance has stay
// enabled, as without them no agent could come or go. KindNotFound, KindInvalid,
// KindRejected, KindDuplicate. spec: UpdateAgentStatus.
func (d *Directory) ChangeAgentStatus(ctx context.Context, instance chat.InstanceID, reference string, c AgentStatusChange) error {
	return change(ctx, d, KindAgentStatus, instance, reference, func(e *Entry, s *AgentStatusSpec) error {
		if c.Name != nil {
			if err := checkName(*c.Name); err != nil {
				return err
			}
			e.Name = *c.Name
		}
		if c.Description != nil {
			s.Description = *c.Description
		}
		if c.Disabled != nil {
			if *c.Disabled && s.Type != StatusCustom {
				return chat.Rejected("State", "an agent status of type "+s.Type+" cannot be disabled")
			}
			s.Disabled = *c.Disabled
		}
		if c.DisplayOrder != nil {
			s.DisplayOrder = *c.DisplayOrder
		}
		return nil
	})
}
