package conversation

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/metrics"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// readMetric tells a flow one number of a queue. What it costs does not grow with
// those who wait, unless they are what is asked for. spec: CheckMetricData.
func (w *work) readMetric(cmd flow.ReadMetric) (flow.Input, error) {
	q, err := w.measuredQueue(cmd.QueueID, cmd.AgentID)
	if err != nil {
		return nil, err
	}
	if q == nil {
		return refused(noQueue), nil
	}
	n := 0
	switch cmd.Metric {
	case flow.MetricContactsInQueue, flow.MetricOldestContactAge:
		queued, err := w.queued(q)
		if err != nil {
			return nil, err
		}
		if n = queued.Contacts; cmd.Metric == flow.MetricOldestContactAge {
			n = w.age(queued)
		}
	default:
		there, err := w.staffing(q)
		if err != nil {
			return nil, err
		}
		switch cmd.Metric {
		case flow.MetricAgentsOnline:
			n = there.Online
		case flow.MetricAgentsStaffed:
			n = there.Staffed
		case flow.MetricAgentsAvailable:
			n = there.Available
		}
	}
	return flow.Result{Value: strconv.Itoa(n)}, nil
}

// staffing counts the agents who serve a queue.
func (w *work) staffing(q *directory.Queue) (there metrics.Staffing, err error) {
	staff, err := w.staff(q.ID)
	if err != nil {
		return there, err
	}
	count := func(profile string, user chat.UserID) error {
		tallies, err := w.tx.AgentTallies(w.session.InstanceID, profile, user)
		for _, t := range tallies {
			there.Add(t, staff.Places[t.ProfileID])
		}
		return err
	}
	if staff.Owner != "" {
		return there, count("", staff.Owner)
	}
	for profile := range staff.Places {
		if err := count(profile, ""); err != nil {
			return there, err
		}
	}
	return there, nil
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
	Contact struct{ PositionInQueue, EstimatedWaitTime *int }
	Agents  struct {
		Online, Available, Staffed, AfterContactWork, Busy, Missed, NonProductive struct{ Count int }
	}
}

// readMetrics tells a flow what is known of a queue. spec: GetMetricData.
func (w *work) readMetrics(cmd flow.ReadMetrics) (flow.Input, error) {
	q, err := w.measuredQueue(cmd.QueueID, cmd.AgentID)
	if err != nil {
		return nil, err
	}
	if q == nil {
		return refused(noQueue), nil
	}
	var m queueMetrics
	m.Queue.Name = q.Name
	m.Queue.ARN = w.conversations.Directory.Names.Resource(w.session.InstanceID, directory.KindQueue, q.ID)
	there, err := w.staffing(q)
	if err != nil {
		return nil, err
	}
	m.Agents.Online.Count, m.Agents.Staffed.Count = there.Online, there.Staffed
	m.Agents.Available.Count, m.Agents.Busy.Count = there.Available, there.OnContact
	m.Agents.AfterContactWork.Count, m.Agents.Missed.Count = there.AfterContactWork, there.Failed
	m.Agents.NonProductive.Count = there.NonProductive
	if cmd.Channel == "" || cmd.Channel == channelChat { // nothing else queues here
		if err := w.measureQueue(&m, q, there, cmd.Channel == channelChat); err != nil {
			return nil, err
		}
	}
	if err := w.measureContact(&m); err != nil {
		return nil, err
	}
	data, err := json.Marshal(m)
	return flow.Fetched{Data: data}, err
}

// channelChat is what GetMetricData calls the only channel by which contacts come.
const channelChat = "Chat"

// measureQueue tells who waits in a queue, and if wanted for how long who enters it now
// would wait. spec: Get metrics, estimated wait time of one single channel.
func (w *work) measureQueue(m *queueMetrics, q *directory.Queue, there metrics.Staffing, estimated bool) error {
	queued, err := w.queued(q)
	if err != nil {
		return err
	}
	m.Queue.Size = queued.Contacts
	if queued.Contacts > 0 {
		m.Queue.OldestContactAge = new(w.age(queued))
	}
	switch {
	case !estimated:
	case queued.Contacts == 0 && there.Available > 0:
		m.Queue.EstimatedWaitTime = new(0)
	default:
		m.Queue.EstimatedWaitTime, err = w.wait(chat.QueueID(q.ID), queued.Contacts+1)
	}
	return err
}

// measureContact tells where the contact stands in the queue that it waits in, if it does.
func (w *work) measureContact(m *queueMetrics) error {
	if !w.contact.Queued() {
		return nil
	}
	if err := w.saveContact(); err != nil {
		return err
	}
	ahead, err := w.tx.Ahead(w.session.InstanceID, w.contact.QueueID, w.contact.Place())
	if err != nil {
		return err
	}
	m.Contact.PositionInQueue = new(ahead + 1)
	m.Contact.EstimatedWaitTime, err = w.wait(w.contact.QueueID, ahead+1)
	return err
}

// measuredQueue is the queue that was named, or else the working queue; nil when
// there is none.
func (w *work) measuredQueue(queueID, agentID string) (*directory.Queue, error) {
	if queueID == "" && agentID == "" {
		return w.workingQueue()
	}
	return w.namedQueue(queueID, agentID)
}

// queued reads what sits in a queue.
func (w *work) queued(q *directory.Queue) (store.Queued, error) {
	if err := w.saveContact(); err != nil { // or this one would not be counted as it is now
		return store.Queued{}, err
	}
	return w.tx.Queued(w.session.InstanceID, chat.QueueID(q.ID))
}

// age is for how many seconds the oldest contact has waited.
func (w *work) age(q store.Queued) int {
	if q.Contacts == 0 {
		return 0
	}
	return int(w.now.Sub(q.Oldest) / time.Second)
}
