package agentapp

import (
	"context"
	"slices"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// endpoint is a place that a contact can go to, or where somebody is.
// client: amazon-connect-streams, Endpoint.
type endpoint struct {
	EndpointARN *string `json:"endpointARN"`
	Type        string  `json:"type"`
	Name        *string `json:"name"`
	PhoneNumber *string `json:"phoneNumber"`
	AgentLogin  *string `json:"agentLogin"`
	Queue       *queue  `json:"queue"`
}

type endpointsOutput struct {
	Endpoints []endpoint `json:"endpoints"`
	NextToken *string    `json:"nextToken"`
}

// maxEndpoints is how many endpoints a page of the answer has at most.
// client: amazon-connect-streams src/api.js, which asks for 500.
const maxEndpoints = 500

// GetEndpoints lists the quick connects of the agent's queues that are asked for, by
// name. Those that lead into a flow are no endpoints of this API. Who may not see any
// is told of none.
func (s *Service) GetEndpoints(ctx context.Context, in *input) (*endpointsOutput, error) {
	a := callerOf(ctx)
	offered, err := s.offered(ctx, a, in.QueueARNs)
	if err != nil {
		return nil, err
	}
	begin, err := s.pageStart(a, offered, value(in.NextToken))
	if err != nil {
		return nil, err
	}
	size := maxEndpoints
	if n := value(in.MaxResults); n > 0 && n < maxEndpoints {
		size = int(n)
	}
	page := offered[begin:min(len(offered), begin+size)]
	out := &endpointsOutput{Endpoints: []endpoint{}}
	for i := range page {
		e, err := s.endpoint(ctx, a.Instance, &page[i])
		if err != nil {
			return nil, err
		}
		out.Endpoints = append(out.Endpoints, e)
	}
	if begin+size < len(offered) {
		t, err := s.Tokens.SealPage(pageBinding(a), []byte(placeOf(&page[len(page)-1])))
		if err != nil {
			return nil, chat.Internal("seal a page token", err)
		}
		out.NextToken = &t
	}
	return out, nil
}

// offered are the quick connects that the agent may see of queues.
func (s *Service) offered(ctx context.Context, a Agent, queues []string) ([]directory.QuickConnect, error) {
	may, err := s.may(ctx, directory.MayTransfer)
	if err != nil || !may || len(queues) == 0 {
		return nil, err
	}
	own, err := s.queues(ctx, a)
	if err != nil {
		return nil, err
	}
	own = slices.DeleteFunc(own, func(id string) bool {
		return !slices.Contains(queues, id) && !slices.Contains(queues, s.Directory.Names.Resource(a.Instance, directory.KindQueue, id))
	})
	return s.quickConnects(ctx, a.Instance, own)
}

// quickConnects are those of queues, each once, in order. Queues that do not exist
// have none.
func (s *Service) quickConnects(ctx context.Context, instance chat.InstanceID, queues []string) ([]directory.QuickConnect, error) {
	wanted := map[string]bool{}
	for _, id := range queues {
		q, err := s.Directory.Queue(ctx, instance, id)
		if err != nil && chat.KindOf(err) != chat.KindNotFound {
			return nil, err
		}
		for _, one := range q.Spec.QuickConnectIDs {
			wanted[one] = true
		}
	}
	if len(wanted) == 0 {
		return nil, nil
	}
	all, err := s.Directory.AllQuickConnects(ctx, instance)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(q directory.QuickConnect) bool { return !wanted[q.ID] || q.Spec.Type == directory.ToFlow })
	slices.SortFunc(all, func(a, b directory.QuickConnect) int { return strings.Compare(placeOf(&a), placeOf(&b)) })
	return all, nil
}

// placeOf orders quick connects by name.
func placeOf(q *directory.QuickConnect) string { return q.Name + "\x00" + q.ID }

// pageBinding is what the page tokens of an agent are bound to.
func pageBinding(a Agent) string { return "endpoints " + string(a.Instance) + " " + string(a.User) }

// pageStart finds where the page of a token begins.
func (s *Service) pageStart(a Agent, of []directory.QuickConnect, token string) (int, error) {
	if token == "" {
		return 0, nil
	}
	after, err := s.Tokens.OpenPage(pageBinding(a), token)
	if err != nil {
		return 0, refuse(codePagination, "nextToken is not one that was answered before")
	}
	i, found := slices.BinarySearchFunc(of, string(after), func(q directory.QuickConnect, place string) int {
		return strings.Compare(placeOf(&q), place)
	})
	if found {
		i++
	}
	return i, nil
}

// endpoint is a quick connect as pages show it.
func (s *Service) endpoint(ctx context.Context, instance chat.InstanceID, q *directory.QuickConnect) (endpoint, error) {
	out := endpoint{
		EndpointARN: some(s.Directory.Names.Resource(instance, directory.KindQuickConnect, q.ID)), Name: some(q.Name),
	}
	switch q.Spec.Type {
	case directory.ToQueue:
		to, err := s.names.queue(ctx, instance, chat.QueueID(q.Spec.QueueID))
		out.Type, out.Queue = endpointQueue, &to
		return out, err
	case directory.ToUser:
		u, err := s.Directory.User(ctx, instance, q.Spec.UserID)
		if chat.KindOf(err) == chat.KindNotFound {
			err = nil // deleted since
		}
		out.Type, out.AgentLogin = endpointAgent, some(u.Name)
		return out, err
	}
	out.Type, out.PhoneNumber = endpointPhone, some(q.Spec.PhoneNumber)
	return out, nil
}

// destination finds where a chat goes that is transferred to an endpoint.
func (s *Service) destination(ctx context.Context, instance chat.InstanceID, to *endpointChoice) (conversation.Destination, error) {
	reference := value(to.ARN)
	if reference == "" {
		return conversation.Destination{}, refuse(codeEndpoint, "endpoint.endpointARN is required, as contacts are transferred by quick connects")
	}
	q, err := s.Directory.QuickConnect(ctx, instance, reference)
	if err == nil {
		err = s.reaches(ctx, q.ID)
	}
	switch {
	case err != nil:
		return conversation.Destination{}, as(codeEndpoint, err)
	case q.Spec.Type != directory.ToQueue && q.Spec.Type != directory.ToUser:
		return conversation.Destination{}, refuse(codeEndpoint, "a chat is transferred to a queue or to an agent")
	}
	d := q.Spec.Destination
	return conversation.Destination{
		FlowID: d.FlowID, UserID: d.UserID, QueueID: d.QueueID,
		QuickConnect: chat.QuickConnect{ID: q.ID, Name: q.Name},
	}, nil
}
