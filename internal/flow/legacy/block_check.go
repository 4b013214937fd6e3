package legacy

import (
	"fmt"
	"maps"
	"strconv"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// checkAttribute compares an attribute, which two parameters name: its key and
// its namespace.
func (b *block) checkAttribute() {
	b.is("Compare")
	namespace := b.value("Namespace")
	p, _ := b.find("Attribute")
	if p.Namespace != "" {
		namespace = p.Namespace
	}
	if namespace == "" {
		namespace = "System"
	}
	b.action.Parameters["ComparisonValue"] = reference(namespace, plain(p.Value))
	b.evaluate()
	b.raise(flow.ErrorNoMatchingCondition, "NoMatch")
	b.otherwise()
}

func (b *block) checkHours() {
	b.is("CheckHoursOfOperation")
	b.resource("HoursOfOperationId", "Hours", "HoursOfOperation", "HoursOfOperationId")
	b.when("True", "True")
	b.when("False", "False")
	b.raise(flow.ErrorNoMatchingError, "Error")
	b.otherwise()
}

// checkStaffing asks whether any agent is there. The language counts them.
func (b *block) checkStaffing() {
	b.is("CheckMetricData")
	b.action.Parameters["MetricType"] = "NumberOfAgents" + b.value("Status")
	b.destination()
	if to := b.follow("True"); to != "" {
		b.compare(flow.OpNumberGreaterThan, "0", to)
	}
	b.raise(flow.ErrorNoMatchingCondition, "False")
	b.raise(flow.ErrorNoMatchingError, "Error")
	b.otherwise()
}

// The metrics of a queue by the conditions of the block that looks at them.
const (
	metricAge  = "OldestContactInQueueAgeSeconds"
	metricSize = "NumberOfContactsInQueue"
)

// checkQueueStatus compares the age of the oldest contact and the number of
// contacts, in the order of its branches. An action of the language looks at one
// metric, so a block that looks at both becomes a row of actions.
func (b *block) checkQueueStatus() {
	b.is("CheckMetricData")
	b.destination()
	b.raise(flow.ErrorNoMatchingCondition, "NoMatch")
	b.raise(flow.ErrorNoMatchingError, "Error")
	if b.set("MetricType", "MetricType") {
		b.evaluate()
		b.otherwise()
		return
	}
	var rows []metricRow
	for i, br := range b.Branches {
		metric := metricOf(br.Condition)
		if b.taken[i] || metric == "" || br.Transition == "" {
			continue
		}
		b.taken[i] = true
		op, known := operators[br.ConditionType]
		if !known {
			b.lose("the comparison %q is not known; its branch was left out", br.ConditionType)
			continue
		}
		c := condition{br.Transition, comparison{op, []string{operandOf(metric, br.ConditionValue)}}}
		if n := len(rows); n == 0 || rows[n-1].metric != metric {
			rows = append(rows, metricRow{metric: metric})
		}
		last := &rows[len(rows)-1]
		last.conditions = append(last.conditions, c)
	}
	b.inARow(rows)
}

type metricRow struct {
	metric     string
	conditions []condition
}

func metricOf(condition string) string {
	switch condition {
	case "CheckQueueTime", "CheckTimeInQueue":
		return metricAge
	case "CheckQueueCapacity", "CheckQueueSize", "CheckContactsInQueue":
		return metricSize
	}
	return ""
}

// operandOf is a branch's number; times were milliseconds and are seconds now.
func operandOf(metric string, v any) string {
	text := plain(v)
	if ms, err := strconv.ParseFloat(text, 64); err == nil && metric == metricAge {
		return strconv.FormatFloat(ms/1000, 'f', -1, 64)
	}
	return text
}

// inARow writes one action a row: where no condition of it holds, the next one is
// asked.
func (b *block) inARow(rows []metricRow) {
	if len(rows) == 0 {
		b.lose("it compares nothing")
		b.otherwise()
		return
	}
	destination, noMatch := b.action.Parameters, b.action.Transitions.Errors
	for i, row := range rows {
		a := &b.action
		if i > 0 {
			b.more = append(b.more, action{Identifier: b.rowID(i), Type: b.action.Type})
			a = &b.more[i-1]
		}
		a.Parameters = maps.Clone(destination)
		a.Parameters["MetricType"] = row.metric
		a.Transitions = transitions{Conditions: row.conditions}
		for _, e := range noMatch {
			if e.ErrorType == flow.ErrorNoMatchingCondition && i < len(rows)-1 {
				e.NextAction = b.rowID(i + 1)
			}
			a.Transitions.Errors = append(a.Transitions.Errors, e)
			a.Transitions.NextAction = e.NextAction
		}
	}
}

func (b *block) rowID(i int) string { return fmt.Sprintf("%s-%d", b.ID, i+1) }

func (b *block) getMetrics() {
	b.is("GetMetricData")
	b.destination()
	b.set("QueueChannel", "Channel", "QueueChannel")
	b.success()
}

// distribute branches at random. Old branches hold either the thresholds of the
// language or the share of each; shares add up to thresholds.
func (b *block) distribute() {
	b.is("DistributeByPercentage")
	sum := 0
	for _, e := range b.evaluated("Evaluate") {
		if e.operator == flow.OpEquals {
			share, err := strconv.Atoi(e.operand)
			if err != nil {
				b.lose("the share %q is no number; its branch was left out", e.operand)
				continue
			}
			sum += share
			e.operand = strconv.Itoa(sum + 1)
		}
		b.compare(flow.OpNumberLessThan, e.operand, e.to)
	}
	b.raise(flow.ErrorNoMatchingCondition, "NoMatch", "Default")
	b.otherwise()
}

func (b *block) loop() {
	b.is("Loop")
	b.set("LoopCount", "LoopCount")
	b.when("ContinueLooping", "Looping")
	b.when("DoneLooping", "Complete")
	b.raise(flow.ErrorNoMatchingError, "Error")
	if to := b.follow("Complete"); to != "" {
		b.action.Transitions.NextAction = to
	}
}
