package flow

import (
	"encoding/json"
	"errors"
	"strings"
)

// Metric is a count of a queue that a flow can branch on.
// spec: CheckMetricData MetricType.
type Metric string

// The metrics.
const (
	MetricAgentsAvailable  Metric = "NumberOfAgentsAvailable"
	MetricAgentsStaffed    Metric = "NumberOfAgentsStaffed"
	MetricAgentsOnline     Metric = "NumberOfAgentsOnline"
	MetricOldestContactAge Metric = "OldestContactInQueueAgeSeconds"
	MetricContactsInQueue  Metric = "NumberOfContactsInQueue"
)

// ReadMetric asks for one number of a queue, an agent's own queue or, with neither
// id, the contact's target queue. The answer is a Result with the number in Value;
// ErrorNoMatchingError when there is no such queue. spec: CheckMetricData.
type ReadMetric struct {
	Metric  Metric
	QueueID string
	AgentID string
}

// ReadMetrics asks for all that is known of a queue, which is named as for
// ReadMetric. The answer is Fetched with the object that $.Metrics stands for, as
// in {"Queue": {"Name": …, "Size": 2}, "Agents": {"Online": {"Count": 1}}}; what is
// not known is null or left out. ErrorNoMatchingError when there is no such queue.
// spec: GetMetricData; List of contact attributes, Queue metrics.
type ReadMetrics struct {
	QueueID string
	AgentID string
	Channel string // Voice, Chat, or empty for all
}

func (ReadMetric) command()  {}
func (ReadMetrics) command() {}

var (
	metricType = parameter{
		name: "MetricType", form: formStatic, required: true, choices: []string{
			string(MetricAgentsAvailable), string(MetricAgentsStaffed), string(MetricAgentsOnline),
			string(MetricOldestContactAge), string(MetricContactsInQueue),
		},
	}
	metricChannel = parameter{
		name: "QueueChannel", form: formValue, choices: []string{"Voice", "Chat", "Task", "Email"},
	}
)

const staffed = "NumberOfAgents" // what the metrics of agents begin with

// checkMetricData branches on a number of a queue. spec: CheckMetricData.
var checkMetricData = definition{
	parameters: []parameter{metricType, queueID, agentID},
	conditions: conditions{operators: []Operator{
		OpEquals, OpNumberGreaterThan, OpNumberGreaterOrEqualTo, OpNumberLessThan, OpNumberLessOrEqualTo,
	}},
	branches: []ErrorName{ErrorNoMatchingError},
	check:    checkMetric,
	begin: func(x *execution) outcome {
		metric, err := x.text(metricType)
		if err != nil {
			return fail(err)
		}
		queue, agent, err := x.oneQueue()
		if err != nil {
			return fail(err)
		}
		return ask(ReadMetric{Metric: Metric(metric), QueueID: queue, AgentID: agent})
	},
}

// checkMetric holds an action against its metric: those of agents have one condition,
// and a way on where it does not hold, which is NextAction when there is no branch for
// NoMatchingCondition; the others have to have that branch.
func checkMetric(c *checker) {
	checkOneQueue(c)
	t := &c.action.Transitions
	_, caught := t.errorBranch(ErrorNoMatchingCondition)
	metric, _ := c.action.Parameters[metricType.name].(string)
	if !strings.HasPrefix(metric, staffed) {
		if !caught && !c.action.unread.transitions {
			c.problem("a branch for error %s is required", ErrorNoMatchingCondition)
		}
		return
	}
	if !caught && t.NextAction == "" && !c.action.unread.transitions {
		c.problem("NextAction is required, or a branch for error %s", ErrorNoMatchingCondition)
	}
	for _, b := range t.Conditions {
		if b.Operator != OpNumberGreaterThan || b.Operand != "0" {
			c.problem("the only condition for %s is NumberGreaterThan 0", metric)
		}
	}
}

// getMetricData makes the numbers of a queue known to references.
// spec: GetMetricData.
var getMetricData = definition{
	parameters: []parameter{queueID, agentID, metricChannel},
	branches:   []ErrorName{ErrorNoMatchingError},
	check:      checkOneQueue,
	begin: func(x *execution) outcome {
		queue, agent, err := x.oneQueue()
		if err != nil {
			return fail(err)
		}
		channel, err := x.text(metricChannel)
		if err != nil {
			return fail(err)
		}
		return ask(ReadMetrics{QueueID: queue, AgentID: agent, Channel: channel})
	},
	resume: func(x *execution, in Input) outcome {
		fetched, ok := in.(Fetched)
		if !ok {
			return raise(ErrorNoMatchingError, "the host gave no metrics")
		}
		if _, ok := object(fetched.Data); !ok {
			return raise(ErrorNoMatchingError, "the host's metrics are no object")
		}
		if err := tooLong("the host's answer", len(fetched.Data), MaxValue); err != nil {
			return fail(err)
		}
		if err := x.keep(namespaceMetrics, json.RawMessage(fetched.Data)); err != nil {
			return fail(err)
		}
		return done("")
	},
}

var errTwoQueues = errors.New("QueueId and AgentId cannot both be set")

func checkOneQueue(c *checker) {
	if countPresent(c.action.Parameters, []string{queueID.name, agentID.name}) > 1 {
		c.problem("parameters: %s", errTwoQueues)
	}
}

// oneQueue reads a queue, an agent, or neither.
func (x *execution) oneQueue() (queue, agent string, err error) {
	if x.has(queueID) && x.has(agentID) {
		return "", "", errTwoQueues
	}
	if queue, err = x.text(queueID); err != nil {
		return "", "", err
	}
	agent, err = x.text(agentID)
	return queue, agent, err
}
