package move

import (
	"fmt"
	"reflect"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// diffSessions tells what differs between two records of a session.
func diffSessions(want, have *store.SessionRecord, found func(string)) {
	if !equal(want.Session, have.Session) {
		found("the session itself differs")
	}
	diff("contact", have.Contacts, want.Contacts, func(v *chat.Contact) chat.ContactID { return v.ID }, found)
	diff("participant", have.Participants, want.Participants, participantKey, found)
	diff("item", have.Items, want.Items, itemKey, found)
	diff("receipt", have.Receipts, want.Receipts, receiptKey, found)
	diff("timer", have.Timers, want.Timers, func(v *chat.Timer) [2]string { return [2]string{string(v.Kind), v.ID} }, found)
	diff("cursor", have.Cursors, want.Cursors, func(v *store.Cursor) [2]string {
		return [2]string{string(v.ParticipantID), v.Node}
	}, found)
	diff("message to be sent", have.Outgoing, want.Outgoing, func(v *store.Outgoing) string { return v.Stream + " " + v.ID }, found)
	diff("step of flows", have.Traces, want.Traces, func(v *chat.TraceStep) int64 { return v.N }, found)
}

// diffInstances tells what differs of what belongs to no session. Names are told,
// values are not: they may be secrets.
func diffInstances(want, have *store.InstanceRecord, found func(string)) {
	diff("resource", have.Resources, want.Resources, func(v *store.Resource) [3]string {
		return [3]string{string(v.InstanceID), string(v.Kind), v.ID}
	}, found)
	diff("request", have.Requests, want.Requests, func(v *store.Request) [3]string {
		return [3]string{string(v.InstanceID), v.Operation, v.Token}
	}, found)
	diff("secret", have.Secrets, want.Secrets, func(v *store.Secret) string { return v.Name }, found)
	diff("agent", have.Agents, want.Agents, func(v *chat.Agent) [2]string {
		return [2]string{string(v.InstanceID), string(v.UserID)}
	}, found)
	diff("status", have.Spans, want.Spans, func(v *chat.StatusSpan) spanOf {
		return spanOf{v.InstanceID, v.UserID, v.EndedAt.UnixMilli()}
	}, found)
}

// spanOf is the key of a status that an agent has left.
type spanOf struct {
	Instance chat.InstanceID
	User     chat.UserID
	Ended    int64
}

func participantKey(v *chat.Participant) chat.ParticipantID { return v.ID }

func itemKey(v *chat.Item) chat.Seq { return v.Seq }

// receiptOf is the key of a receipt within its session.
type receiptOf struct {
	Recipient chat.ParticipantID
	Seq       chat.Seq
}

func receiptKey(v *chat.Receipt) receiptOf { return receiptOf{v.Recipient, v.Seq} }

// diff tells what differs between two lists: what is missing, what is there
// besides, what is not equal, and when none of these, that the order is another.
func diff[T any, K comparable](what string, have, want []T, key func(*T) K, found func(string)) {
	if equal(have, want) || len(have)+len(want) == 0 {
		return
	}
	there := make(map[K]*T, len(have))
	for i := range have {
		there[key(&have[i])] = &have[i]
	}
	same := len(have) == len(want)
	for i := range want {
		k := key(&want[i])
		got, ok := there[k]
		delete(there, k)
		switch {
		case !ok:
			found(fmt.Sprintf("%s %v is missing", what, k))
		case !equal(*got, want[i]):
			found(fmt.Sprintf("%s %v differs", what, k))
		default:
			continue
		}
		same = false
	}
	for k := range there {
		found(fmt.Sprintf("%s %v is there at the target only", what, k))
		same = false
	}
	if same {
		found("the order of each " + what + " is another")
	}
}

// equal is deep, and tells an empty list or map from none, as drivers must.
func equal[T any](a, b T) bool { return reflect.DeepEqual(a, b) }
