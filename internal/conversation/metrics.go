package conversation

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// readMetric tells a flow one number of a queue. spec: CheckMetricData.
func (w *work) readMetric(cmd flow.ReadMetric) (flow.Input, error) {
	q, queued, err := w.measuredQueue(cmd.QueueID, cmd.AgentID)
	if err != nil {
		return nil, err
	}
	if q == nil {
		return refused(noQueue), nil
	}
	there, err := w.presence(q)
	if err != nil {
		return nil, err
	}
	n := 0
	switch cmd.Metric {
	case flow.MetricContactsInQueue:
		n = queued.Contacts
	case flow.MetricOldestContactAge:
		n = w.age(queued)
	case flow.MetricAgentsOnline, flow.MetricAgentsStaffed:
		n = there.staffed
	case flow.MetricAgentsAvailable:
		n = there.available
	}
	return flow.Result{Value: strconv.Itoa(n)}, nil
}

// presence counts the agents of a queue.
type presence struct{ staffed, available, busy int }

func (w *work) presence(q *directory.Queue) (p presence, err error) {
	staff, err := w.staff(q.ID)
	if err != nil || len(staff) == 0 {
		return p, err
	}
	chats, err := w.tx.AgentChats(w.session.InstanceID)
	if err != nil {
		return p, err
	}
	p.staffed = len(staff)
	for agent, room := range staff {
		if chats[agent] > 0 {
			p.busy++
		}
		if chats[agent] < room {
			p.available++
		}
	}
	return p, nil
}

// queueMetrics is what $.Metrics stands for. What is not known is null.
// spec: List of contact attributes, Queue metrics.
type queueMetrics struct {
	Queue struct {
		Name, ARN         string
		Size              int
		OldestContactAge  *int
		EstimatedWaitTime *int
	}
	Contact struct{ PositionInQueue *int }
	Agents  struct {
		Online, Available, Staffed, AfterContactWork, Busy, Missed, NonProductive struct{ Count int }
	}
}

// readMetrics tells a flow what is known of a queue. spec: GetMetricData.
func (w *work) readMetrics(cmd flow.ReadMetrics) (flow.Input, error) {
	q, queued, err := w.measuredQueue(cmd.QueueID, cmd.AgentID)
	if err != nil {
		return nil, err
	}
	if q == nil {
		return refused(noQueue), nil
	}
	var m queueMetrics
	m.Queue.Name = q.Name
	m.Queue.ARN = w.conversations.Directory.Names.Resource(w.session.InstanceID, directory.KindQueue, q.ID)
	if cmd.Channel == "" || cmd.Channel == "Chat" { // nothing else queues here
		m.Queue.Size = queued.Contacts
		if queued.Contacts > 0 {
			age := w.age(queued)
			m.Queue.OldestContactAge = &age
		}
	}
	if w.contact.Queued() {
		ahead, err := w.tx.Ahead(w.session.InstanceID, w.contact.QueueID, w.contact.Place())
		if err != nil {
			return nil, err
		}
		position := ahead + 1
		m.Contact.PositionInQueue = &position
	}
	there, err := w.presence(q)
	if err != nil {
		return nil, err
	}
	m.Agents.Online.Count, m.Agents.Staffed.Count = there.staffed, there.staffed
	m.Agents.Available.Count, m.Agents.Busy.Count = there.available, there.busy
	data, err := json.Marshal(m)
	return flow.Fetched{Data: data}, err
}

// measuredQueue reads what sits in the queue that was named, or else in the
// working queue; a nil queue when there is none.
func (w *work) measuredQueue(queueID, agentID string) (q *directory.Queue, queued store.Queued, err error) {
	if queueID == "" && agentID == "" {
		q, err = w.workingQueue()
	} else {
		q, err = w.namedQueue(queueID, agentID)
	}
	if err != nil || q == nil {
		return nil, store.Queued{}, err
	}
	if err := w.saveContact(); err != nil { // or this one would not be counted as it is now
		return nil, store.Queued{}, err
	}
	queued, err = w.tx.Queued(w.session.InstanceID, chat.QueueID(q.ID))
	return q, queued, err
}

// age is for how many seconds the oldest contact has waited.
func (w *work) age(q store.Queued) int {
	if q.Contacts == 0 {
		return 0
	}
	return int(w.now.Sub(q.Oldest) / time.Second)
}
