package agentapp

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/directory"
)

// agentStatus is a status that an agent can take.
// client: amazon-connect-streams, AgentStateDefinition.
type agentStatus struct {
	AgentStateARN string `json:"agentStateARN"`
	Type          string `json:"type"` // routable, not_routable or offline
	Name          string `json:"name"`

	id       string
	disabled bool
}

// statusesOf are statuses in the order of the list that agents choose from; those
// without a place in it come last.
func statusesOf(names directory.Names, all []directory.AgentStatus) []agentStatus {
	place := func(s directory.AgentStatus) int {
		if s.Spec.DisplayOrder == 0 {
			return math.MaxInt
		}
		return s.Spec.DisplayOrder
	}
	slices.SortStableFunc(all, func(a, b directory.AgentStatus) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a.Name, b.Name))
	})
	out := make([]agentStatus, len(all))
	for i, s := range all {
		out[i] = agentStatus{
			AgentStateARN: names.Resource(s.InstanceID, directory.KindAgentStatus, s.ID), Type: typeOf(s.Spec.Type), Name: s.Name,
			id: s.ID, disabled: s.Spec.Disabled,
		}
	}
	return out
}

// typeOf is a type of statuses by its name here.
// client: amazon-connect-streams, AgentStateType.
func typeOf(kind string) string {
	switch kind {
	case directory.StatusRoutable:
		return "routable"
	case directory.StatusOffline:
		return "offline"
	}
	return "not_routable"
}

type statesOutput struct {
	States    []agentStatus `json:"states"`
	NextToken *string       `json:"nextToken"`
}

// GetAgentStates lists the statuses that the agent can choose. There are few enough
// for one page.
func (s *Service) GetAgentStates(ctx context.Context, _ *input) (*statesOutput, error) {
	all, err := s.names.statuses(ctx, callerOf(ctx).Instance)
	if err != nil {
		return nil, err
	}
	out := &statesOutput{States: []agentStatus{}}
	for _, status := range all {
		if !status.disabled {
			out.States = append(out.States, status)
		}
	}
	return out, nil
}

// PutAgentState has the agent take a status, now or after the contacts that he has.
func (s *Service) PutAgentState(ctx context.Context, in *input) (*nothing, error) {
	a := callerOf(ctx)
	return nil, s.Conversations.SetStatus(ctx, a.Instance, a.User, *in.State.ARN, value(in.EnqueueNextState))
}
