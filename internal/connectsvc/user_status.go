package connectsvc

import (
	"context"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// PutUserStatus has an agent take a status now. spec: PutUserStatus.
func (s users) PutUserStatus(ctx context.Context, in *connect.PutUserStatusInput) (*connect.PutUserStatusOutput, error) {
	instance := instanceOf(in.InstanceId)
	u, err := s.Directory.User(ctx, instance, text(in.UserId))
	if err != nil {
		return nil, err
	}
	return nil, s.Conversations.SetStatus(ctx, instance, chat.UserID(u.ID), text(in.AgentStatusId), false)
}

// DismissUserContact clears a contact from before an agent, who then can have another
// one: what he missed or turned down, what failed, and what is over for him.
// spec: DismissUserContact.
func (s users) DismissUserContact(ctx context.Context, in *connect.DismissUserContactInput) (*connect.DismissUserContactOutput, error) {
	instance := instanceOf(in.InstanceId)
	u, err := s.Directory.User(ctx, instance, text(in.UserId))
	if err != nil {
		return nil, err
	}
	id := contactOf(instance, in.ContactId)
	_, found, err := s.Conversations.Held(ctx, instance, chat.UserID(u.ID), id)
	if err != nil {
		return nil, err
	}
	if !found {
		if _, err := s.Conversations.Describe(ctx, instance, id); err != nil {
			return nil, err
		}
		return nil, chat.Rejected("ContactId", "the user does not have the contact")
	}
	return nil, s.Conversations.Dismiss(ctx, instance, chat.UserID(u.ID), id)
}

// GetCurrentUserData reads a page of what the agents do who are there: those who are
// not offline, or have contacts before them. Each page looks through all users.
// spec: GetCurrentUserData.
func (s users) GetCurrentUserData(ctx context.Context, in *connect.GetCurrentUserDataInput) (*connect.GetCurrentUserDataOutput, error) {
	filter, err := s.dataFilter(ctx, instanceOf(in.InstanceId), in.Filters)
	if err != nil {
		return nil, err
	}
	found, err := search(ctx, s.backend, listing{"GetCurrentUserData", in.InstanceId, in.NextToken, in.MaxResults}, s.present,
		filter.holds, func(p *present) string { return p.user.ID })
	if err != nil {
		return nil, err
	}
	out := &connect.GetCurrentUserDataOutput{NextToken: found.token, ApproximateTotalCount: found.total}
	for i := range found.page {
		data, err := s.userData(ctx, &found.page[i], filter)
		if err != nil {
			return nil, err
		}
		out.UserDataList = append(out.UserDataList, data)
	}
	return out, nil
}

// present is a user who is there as an agent.
type present struct {
	user  directory.User
	agent chat.Agent
}

// present are the users of an instance who are there as agents.
func (s users) present(ctx context.Context, instance chat.InstanceID) ([]present, error) {
	all, err := s.Directory.AllUsers(ctx, instance)
	if err != nil {
		return nil, err
	}
	var there []present
	for i := range all {
		a, err := s.Conversations.AgentNow(ctx, instance, chat.UserID(all[i].ID))
		if err != nil {
			return nil, err
		}
		if a != nil && (a.Status.Type != chat.AgentOffline && a.Status.ID != "" || len(a.Contacts) > 0) {
			there = append(there, present{all[i], *a})
		}
	}
	return there, nil
}

// dataFilter is what a request wants to see; nil lists want all.
type dataFilter struct {
	users, profiles, states []string
}

// dataFilter reads a filter; queues stand for the routing profiles that have them.
func (s users) dataFilter(ctx context.Context, instance chat.InstanceID, f *connect.UserDataFilters) (*dataFilter, error) {
	out := &dataFilter{}
	if len(f.Queues)+len(f.RoutingProfiles)+len(f.Agents)+len(f.UserHierarchyGroups) == 0 && f.ContactFilter == nil {
		return nil, chat.Invalid("Filters", "must name something")
	}
	if len(f.UserHierarchyGroups) > 0 {
		return nil, chat.NotFound("Filters", "there are no hierarchy groups")
	}
	for _, reference := range f.Agents {
		u, err := s.Directory.User(ctx, instance, reference)
		if err != nil {
			return nil, err
		}
		out.users = append(out.users, u.ID)
	}
	for _, reference := range f.RoutingProfiles {
		p, err := s.Directory.RoutingProfile(ctx, instance, reference)
		if err != nil {
			return nil, err
		}
		out.profiles = append(out.profiles, p.ID)
	}
	if f.ContactFilter != nil {
		out.states = f.ContactFilter.ContactStates
	}
	return out, s.queueFilter(ctx, instance, f.Queues, out)
}

// queueFilter adds the routing profiles that serve one of some queues.
func (s users) queueFilter(ctx context.Context, instance chat.InstanceID, queues []string, out *dataFilter) error {
	if len(queues) == 0 {
		return nil
	}
	profiles, err := s.Directory.AllRoutingProfiles(ctx, instance)
	if err != nil {
		return err
	}
	out.profiles = append(out.profiles, "") // no profile is also a filter
	for _, reference := range queues {
		q, err := s.Directory.Queue(ctx, instance, reference)
		if err != nil {
			return err
		}
		for i := range profiles {
			if profiles[i].HasQueue(q.ID) {
				out.profiles = append(out.profiles, profiles[i].ID)
			}
		}
	}
	return nil
}

func (f *dataFilter) holds(p *present) bool {
	within := func(list []string, id string) bool { return list == nil || slices.Contains(list, id) }
	return within(f.users, p.user.ID) && within(f.profiles, p.user.Spec.RoutingProfileID) &&
		(f.states == nil || slices.ContainsFunc(p.agent.Contacts, f.shows))
}

// shows reports whether a contact is in one of the wanted states.
func (f *dataFilter) shows(c chat.AgentContact) bool {
	return f.states == nil || slices.Contains(f.states, string(c.State))
}

func (s users) userData(ctx context.Context, p *present, f *dataFilter) (connect.UserData, error) {
	names, instance := s.Directory.Names, p.user.InstanceID
	status, err := s.Directory.AgentStatus(ctx, instance, p.agent.Status.ID)
	if err != nil && chat.KindOf(err) != chat.KindNotFound {
		return connect.UserData{}, err
	}
	data := connect.UserData{
		User: &connect.UserReference{Id: new(p.user.ID), Arn: new(names.Resource(instance, directory.KindUser, p.user.ID))},
		Status: &connect.AgentStatusReference{
			StatusArn:            new(names.Resource(instance, directory.KindAgentStatus, p.agent.Status.ID)),
			StatusName:           some(status.Name),
			StatusStartTimestamp: at(p.agent.Status.Since),
		},
	}
	if err := s.slots(ctx, p, &data); err != nil {
		return data, err
	}
	if p.agent.Next != nil {
		next, err := s.Directory.AgentStatus(ctx, instance, p.agent.Next.ID)
		if err != nil {
			return data, err
		}
		data.NextStatus = new(next.Name)
	}
	for _, c := range p.agent.Contacts {
		if !f.shows(c) {
			continue
		}
		shown, err := s.heldContact(ctx, instance, c)
		if err != nil {
			return data, err
		}
		data.Contacts = append(data.Contacts, shown)
	}
	return data, nil
}

// slots tells how many chats the agent can have, has and could have besides.
func (s users) slots(ctx context.Context, p *present, data *connect.UserData) error {
	profile, err := s.Directory.RoutingProfile(ctx, p.user.InstanceID, p.user.Spec.RoutingProfileID)
	if chat.KindOf(err) == chat.KindNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	most, has := profile.Spec.ChatConcurrency, p.agent.Taken()
	data.RoutingProfile = &connect.RoutingProfileReference{
		Id: new(profile.ID), Arn: new(s.Directory.Names.Resource(p.user.InstanceID, directory.KindRoutingProfile, profile.ID)),
	}
	const channel = "CHAT"
	data.MaxSlotsByChannel = map[string]int32{channel: int32(most)}
	data.ActiveSlotsByChannel = map[string]int32{channel: int32(has)}
	data.AvailableSlotsByChannel = map[string]int32{channel: int32(max(0, most-has))}
	return nil
}

func (s users) heldContact(ctx context.Context, instance chat.InstanceID, c chat.AgentContact) (connect.AgentContactReference, error) {
	d, err := s.Conversations.Describe(ctx, instance, c.ContactID)
	if err != nil {
		return connect.AgentContactReference{}, err
	}
	shown := connect.AgentContactReference{
		ContactId: new(string(c.ContactID)), Channel: new(d.Contact.Channel()),
		InitiationMethod:  new(string(d.Contact.InitiationMethod)),
		AgentContactState: new(string(c.State)), StateStartTimestamp: at(c.Since),
	}
	if c.State == chat.AgentConnected || c.State == chat.AgentEnded {
		shown.ConnectedToAgentTimestamp = at(d.Contact.Agent.ConnectedAt)
	}
	if c.QueueID != "" {
		shown.Queue = &connect.QueueReference{
			Id: new(string(c.QueueID)), Arn: new(s.Directory.Names.Resource(instance, directory.KindQueue, string(c.QueueID))),
		}
	}
	return shown, nil
}
