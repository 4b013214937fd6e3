package agentapp

import (
	"context"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// rights are the permissions that operations need beside directory.MayWork, without
// which nobody gets here. Whoever lacks one of another operation is told of nothing
// to do it with: see GetEndpoints.
var rights = map[string]string{
	"CreateAdditionalConnection":    directory.MayTransfer,
	"transferContact":               directory.MayTransfer,
	"addNewConnection":              directory.MayTransfer,
	"UpdateMonitorParticipantState": directory.MayListen,
}

// permits refuses an operation to who lacks a permission; "" is for everybody.
func (s *Service) permits(ctx context.Context, permission string) error {
	if permission == "" {
		return nil
	}
	may, err := s.may(ctx, permission)
	if err == nil && !may {
		err = refuse(codeState, "the agent's security profiles do not permit "+permission)
	}
	return err
}

// may reports whether the agent has a permission.
func (s *Service) may(ctx context.Context, permission string) (bool, error) {
	if s.Config.Permissions == nil {
		return false, nil
	}
	all, err := s.Config.Permissions(ctx, callerOf(ctx))
	return slices.Contains(all, permission), err
}

// queues are those whose quick connects the agent sees, by id: those that he serves,
// and those out of which he has contacts.
func (s *Service) queues(ctx context.Context, a Agent) ([]string, error) {
	_, p, err := s.profile(ctx, a)
	if err != nil {
		return nil, err
	}
	ids := p.Spec.QueueIDs()
	if d := p.Spec.DefaultQueueID; d != "" {
		ids = append(ids, d)
	}
	now, err := s.Conversations.AgentNow(ctx, a.Instance, a.User)
	if err != nil {
		return nil, err
	}
	if now != nil {
		for _, c := range now.Contacts {
			ids = append(ids, string(c.QueueID))
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// reaches reports whether a quick connect is of one of the agent's queues, as a
// KindNotFound error if not: of others he is told nothing.
func (s *Service) reaches(ctx context.Context, quickConnect string) error {
	a := callerOf(ctx)
	ids, err := s.queues(ctx, a)
	if err != nil {
		return err
	}
	for _, id := range ids {
		q, err := s.Directory.Queue(ctx, a.Instance, id)
		switch {
		case err != nil && chat.KindOf(err) != chat.KindNotFound:
			return err
		case slices.Contains(q.Spec.QuickConnectIDs, quickConnect):
			return nil
		}
	}
	return chat.NotFound("QuickConnectId", "the quick connect does not exist")
}
