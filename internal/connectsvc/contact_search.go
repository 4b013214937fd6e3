package connectsvc

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/record"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// latest is the last time that a search can ask for.
var latest = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// contactTimes are the times by which contacts are found. Chats are not scheduled.
// spec: SearchContactsTimeRangeType.
var contactTimes = map[string]store.ContactTime{
	connect.SearchContactsTimeRangeTypeInitiationTimestamp:       store.ByInitiation,
	connect.SearchContactsTimeRangeTypeEnqueueTimestamp:          store.ByEnqueued,
	connect.SearchContactsTimeRangeTypeConnectedToAgentTimestamp: store.ByMetAgent,
	connect.SearchContactsTimeRangeTypeDisconnectTimestamp:       store.ByDisconnect,
}

// SearchContacts reads a page of the contacts of a time range that meet criteria,
// the newest first unless the caller says otherwise. A page may have fewer contacts
// than it may, or none, and yet be followed by another. spec: SearchContacts.
func (s contacts) SearchContacts(ctx context.Context, in *connect.SearchContactsInput) (*connect.SearchContactsOutput, error) {
	instance, err := s.Directory.Instance(ctx, string(instanceOf(in.InstanceId)))
	if err != nil {
		return nil, err
	}
	q, err := contactQuery(in)
	if err != nil {
		return nil, err
	}
	q.InstanceID = chat.InstanceID(instance.ID)
	wanted, err := wantedContacts(q.InstanceID, in.SearchCriteria)
	if err != nil {
		return nil, err
	}
	wanted.Query = q
	list, err := searchName(string(q.InstanceID), in)
	if err != nil {
		return nil, err
	}
	page, err := s.openPage(list, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	wanted.Query.Limit = page.limit
	if page.after != "" {
		at, id, _ := strings.Cut(page.after, " ")
		millis, err := strconv.ParseInt(at, 10, 64)
		if err != nil {
			return nil, chat.Invalid("NextToken", "is not a token of this list")
		}
		wanted.Query.After, wanted.Query.AfterAt = chat.ContactID(id), time.UnixMilli(millis)
	}
	if q.By == "" || !q.From.Before(q.To) {
		return &connect.SearchContactsOutput{Contacts: []connect.ContactSearchSummary{}}, nil
	}
	found, next, err := s.Conversations.Find(ctx, wanted)
	if err != nil {
		return nil, err
	}
	after := ""
	if next != nil {
		after = strconv.FormatInt(next.AfterAt.UnixMilli(), 10) + " " + string(next.After)
	}
	token, err := s.sealPage(list, after)
	return &connect.SearchContactsOutput{Contacts: each(found, s.found), NextToken: token}, err
}

// searchName names what a token is good for: the same search.
func searchName(instance string, in *connect.SearchContactsInput) (string, error) {
	text, err := json.Marshal([]any{in.TimeRange, in.SearchCriteria, in.Sort})
	if err != nil {
		return "", chat.Internal("read a search", err)
	}
	sum := sha256.Sum256(text)
	return "SearchContacts " + instance + " " + string(sum[:]), nil
}

// contactQuery reads the time range and the order. The times of a range are whole
// milliseconds, the last one included.
func contactQuery(in *connect.SearchContactsInput) (q store.ContactQuery, err error) {
	r := in.TimeRange
	from, to := r.StartTime.Time, r.EndTime.Time
	if to.Before(from) {
		return q, chat.Invalid("TimeRange", "EndTime is before StartTime")
	}
	q = store.ContactQuery{By: contactTimes[text(r.Type)], From: clamped(from), To: clamped(to).Add(time.Millisecond), Descending: true}
	if in.Sort == nil {
		return q, nil
	}
	if text(in.Sort.FieldName) != text(r.Type) {
		return q, chat.Invalid("Sort.FieldName", "must be the type of the time range, "+text(r.Type))
	}
	q.Descending = text(in.Sort.Order) == connect.SortOrderDescending
	return q, nil
}

// clamped keeps a time to those that contacts can have.
func clamped(t time.Time) time.Time {
	epoch := time.UnixMilli(0)
	switch {
	case t.Before(epoch):
		return epoch
	case t.After(latest):
		return latest
	}
	return t
}

// found writes a contact that a search found, from its record as all others do.
func (s contacts) found(c *chat.Contact) connect.ContactSearchSummary {
	r := record.Of(record.Source{Contact: *c})
	out := connect.ContactSearchSummary{
		Arn:                 new(s.Directory.Names.Contact(r.InstanceID, r.ID)),
		Id:                  new(string(r.ID)),
		InitialContactId:    some(r.InitialID),
		PreviousContactId:   some(r.PreviousID),
		InitiationMethod:    new(string(r.Method)),
		Channel:             new(r.Channel),
		Name:                some(r.Name),
		InitiationTimestamp: at(r.InitiatedAt),
		DisconnectTimestamp: at(r.DisconnectedAt),
		SegmentAttributes:   foundSegment(r.SegmentAttributes),
		Tags:                r.Tags,
	}
	if r.Queue != nil {
		out.QueueInfo = &connect.ContactSearchSummaryQueueInfo{Id: new(string(r.Queue.ID)), EnqueueTimestamp: at(r.Queue.EnqueuedAt)}
	}
	if r.Agent != nil {
		out.AgentInfo = &connect.ContactSearchSummaryAgentInfo{Id: new(string(r.Agent.UserID)), ConnectedToAgentTimestamp: at(r.Agent.ConnectedAt)}
	}
	return out
}

// foundSegment are the segment attributes of kinds that a summary has.
func foundSegment(in map[string]chat.SegmentValue) map[string]connect.ContactSearchSummarySegmentAttributeValue {
	var out map[string]connect.ContactSearchSummarySegmentAttributeValue
	for k, v := range in {
		if v.String == nil && v.Map == nil {
			continue
		}
		if out == nil {
			out = map[string]connect.ContactSearchSummarySegmentAttributeValue{}
		}
		out[k] = connect.ContactSearchSummarySegmentAttributeValue{ValueString: v.String, ValueMap: wireSegment(v.Map)}
	}
	return out
}
