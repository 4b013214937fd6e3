package connectsvc

import (
	"slices"
	"strings"
	"time"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// wantedContacts reads search criteria, all of which must be met; those that chats
// cannot be searched by are refused. spec: SearchCriteria.
func wantedContacts(instance chat.InstanceID, in *connect.SearchCriteria) (conversation.Search, error) {
	if in == nil {
		return conversation.Search{}, nil
	}
	if in.ContactAnalysis != nil || in.AiAgents != nil || in.RoutingCriteria != nil || in.AgentHierarchyGroups != nil {
		return conversation.Search{}, chat.Rejected("SearchCriteria",
			"contacts cannot be searched by ContactAnalysis, AiAgents, RoutingCriteria or AgentHierarchyGroups")
	}
	times, err := wantedTimes(in.AdditionalTimeRange)
	if err != nil {
		return conversation.Search{}, err
	}
	agents, queues := resourceIDs(instance, directory.KindUser, in.AgentIds), resourceIDs(instance, directory.KindQueue, in.QueueIds)
	s := conversation.Search{Holds: func(c *chat.Contact) bool {
		return oneOf(in.Channels, c.Channel()) && oneOf(in.InitiationMethods, string(c.InitiationMethod)) &&
			(agents == nil || c.Taken() && slices.Contains(agents, string(c.Agent.UserID))) &&
			oneOf(queues, string(c.QueueID)) && named(in.Name, c.Name) && tagged(c.AllTags(), in.ContactTags) &&
			inSegment(in.SearchableSegmentAttributes, c.SegmentAttributes) && times(c)
	}}
	if a := in.SearchableContactAttributes; a != nil {
		s.Chat = func(session *chat.Session) bool {
			return matches(text(a.MatchType), a.Criteria, func(c *connect.SearchableContactAttributesCriteria) bool {
				v, ok := session.Attributes[text(c.Key)]
				return ok && slices.Contains(c.Values, v)
			})
		}
	}
	return s, nil
}

// oneOf reports whether a value is one of those wanted; none wants any.
func oneOf(wanted []string, v string) bool { return len(wanted) == 0 || slices.Contains(wanted, v) }

// resourceIDs reads ids or ARNs, nil for none.
func resourceIDs(instance chat.InstanceID, k directory.Kind, list []string) (ids []string) {
	for _, s := range list {
		if p, ok := directory.ParseARN(s); ok && p.Type == k.ARNType && p.Instance == instance {
			s = p.ID
		}
		ids = append(ids, s)
	}
	return ids
}

// matches reports whether criteria are met as a match type says: all, any or none.
func matches[T any](how string, criteria []T, met func(*T) bool) bool {
	n := 0
	for i := range criteria {
		if met(&criteria[i]) {
			n++
		}
	}
	switch how {
	case connect.SearchContactsMatchTypeMatchAny:
		return n > 0
	case connect.SearchContactsMatchTypeMatchNone:
		return n == 0
	}
	return n == len(criteria)
}

// named reports whether a name has the words that are looked for, whatever their
// case; an exact match is the name itself.
func named(c *connect.NameCriteria, name string) bool {
	if c == nil {
		return true
	}
	exact := text(c.MatchType) == connect.SearchContactsMatchTypeMatchExact
	how := text(c.MatchType)
	if exact {
		how = connect.SearchContactsMatchTypeMatchAny
	}
	return matches(how, c.SearchText, func(want *string) bool {
		if exact {
			return name == *want
		}
		return strings.Contains(strings.ToLower(name), strings.ToLower(*want))
	})
}

func inSegment(c *connect.SearchableSegmentAttributes, have map[string]chat.SegmentValue) bool {
	if c == nil {
		return true
	}
	return matches(text(c.MatchType), c.Criteria, func(one *connect.SearchableSegmentAttributesCriteria) bool {
		v := have[text(one.Key)]
		return v.String != nil && slices.Contains(one.Values, *v.String)
	})
}

// wantedTimes reads further time ranges. spec: SearchContactsAdditionalTimeRange.
func wantedTimes(in *connect.SearchContactsAdditionalTimeRange) (func(*chat.Contact) bool, error) {
	if in == nil {
		return func(*chat.Contact) bool { return true }, nil
	}
	for i := range in.Criteria {
		if in.Criteria[i].TimestampCondition != nil || in.Criteria[i].TimeRange == nil {
			return nil, chat.Rejected("SearchCriteria.AdditionalTimeRange", "only a TimeRange can be given")
		}
	}
	return func(c *chat.Contact) bool {
		return matches(text(in.MatchType), in.Criteria, func(one *connect.SearchContactsAdditionalTimeRangeCriteria) bool {
			by, known := contactTimes[text(one.TimeRange.Type)]
			return known && between(by, c, one.TimeRange.StartTime.Time, one.TimeRange.EndTime.Time)
		})
	}, nil
}

func between(by store.ContactTime, c *chat.Contact, from, to time.Time) bool {
	at := by.At(c)
	return !at.IsZero() && !at.Before(from) && !at.After(to)
}
