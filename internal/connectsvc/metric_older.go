package connectsvc

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/metrics"
)

// olderMetric is a metric of the older operation: the measure that it is, and the
// statistic and the unit that it is given in.
type olderMetric struct{ measure, statistic, unit string }

// counted is a metric that is the sum of a measure of the same name, or of another.
func counted(measure string) olderMetric {
	return olderMetric{measure, connect.StatisticSum, connect.UnitCount}
}

func averaged(measure string) olderMetric {
	return olderMetric{measure, connect.StatisticAvg, connect.UnitSeconds}
}

// nothing is a measure of what chats do not have.
const nothing = "CONTACTS_PUT_ON_HOLD"

// olderMetrics are those of GetMetricData, by name. spec: GetMetricData,
// HistoricalMetrics.
var olderMetrics = map[string]olderMetric{
	connect.HistoricalMetricNameContactsQueued:                  counted("CONTACTS_QUEUED"),
	connect.HistoricalMetricNameContactsHandled:                 counted("CONTACTS_HANDLED"),
	connect.HistoricalMetricNameContactsAbandoned:               counted("CONTACTS_ABANDONED"),
	connect.HistoricalMetricNameContactsConsulted:               counted(nothing),
	connect.HistoricalMetricNameContactsAgentHungUpFirst:        counted("CONTACTS_AGENT_HUNG_UP_FIRST"),
	connect.HistoricalMetricNameContactsHandledIncoming:         counted("CONTACTS_HANDLED_INCOMING"),
	connect.HistoricalMetricNameContactsHandledOutbound:         counted(nothing),
	connect.HistoricalMetricNameContactsHoldAbandons:            counted("CONTACTS_HOLD_ABANDONS"),
	connect.HistoricalMetricNameContactsTransferredIn:           counted("CONTACTS_TRANSFERRED_IN"),
	connect.HistoricalMetricNameContactsTransferredOut:          counted("CONTACTS_TRANSFERRED_OUT"),
	connect.HistoricalMetricNameContactsTransferredInFromQueue:  counted("CONTACTS_TRANSFERRED_IN_FROM_QUEUE"),
	connect.HistoricalMetricNameContactsTransferredOutFromQueue: counted("CONTACTS_TRANSFERRED_OUT_FROM_QUEUE"),
	connect.HistoricalMetricNameContactsMissed:                  counted("CONTACTS_MISSED"),
	connect.HistoricalMetricNameCallbackContactsHandled:         counted(nothing),
	connect.HistoricalMetricNameApiContactsHandled:              counted("API_CONTACTS_HANDLED"),
	connect.HistoricalMetricNameHandleTime:                      averaged("AVG_HANDLE_TIME"),
	connect.HistoricalMetricNameAfterContactWorkTime:            averaged("AVG_AFTER_CONTACT_WORK_TIME"),
	connect.HistoricalMetricNameQueuedTime:                      {"MAX_QUEUED_TIME", connect.StatisticMax, connect.UnitSeconds},
	connect.HistoricalMetricNameAbandonTime:                     averaged("AVG_ABANDON_TIME"),
	connect.HistoricalMetricNameQueueAnswerTime:                 averaged("AVG_QUEUE_ANSWER_TIME"),
	connect.HistoricalMetricNameHoldTime:                        averaged("AVG_HOLD_TIME"),
	connect.HistoricalMetricNameInteractionTime:                 averaged("AVG_INTERACTION_TIME"),
	connect.HistoricalMetricNameInteractionAndHoldTime:          averaged("AVG_INTERACTION_AND_HOLD_TIME"),
	connect.HistoricalMetricNameServiceLevel:                    {"SERVICE_LEVEL", connect.StatisticAvg, connect.UnitPercent},
}

// GetMetricData tells what became of the contacts of queues within the last day.
// spec: GetMetricData.
func (s metricData) GetMetricData(ctx context.Context, in *connect.GetMetricDataInput) (*connect.GetMetricDataOutput, error) {
	instance, err := s.Directory.Instance(ctx, string(instanceOf(in.InstanceId)))
	if err != nil {
		return nil, err
	}
	of, err := s.stretch(in.StartTime, in.EndTime, olderHistory, olderHistory)
	if err != nil {
		return nil, err
	}
	for member, moment := range map[string]time.Time{"StartTime": of.From, "EndTime": of.To} {
		if !moment.Equal(moment.Truncate(olderAlignment)) {
			return nil, chat.Invalid(member, "must be at a multiple of five minutes")
		}
	}
	q := &metrics.Query{Intervals: []metrics.Stretch{of}, Filters: map[metrics.Dimension][]string{}}
	if err := s.readOlder(ctx, instance.InstanceID, in, q); err != nil {
		return nil, err
	}
	request := *in
	request.NextToken, request.MaxResults = nil, nil
	page, token, err := s.page(ctx, instance.InstanceID, q, request, listing{operation: "GetMetricData", token: in.NextToken, max: in.MaxResults})
	if err != nil {
		return nil, err
	}
	results := each(page, func(r *metrics.Row) connect.HistoricalMetricResult {
		out := connect.HistoricalMetricResult{}
		if len(q.Groups) > 0 {
			out.Dimensions = s.olderDimensions(instance.InstanceID, q, r)
		}
		for i := range in.HistoricalMetrics {
			out.Collections = append(out.Collections, connect.HistoricalMetricData{Metric: &in.HistoricalMetrics[i], Value: r.Numbers[i]})
		}
		return out
	})
	return &connect.GetMetricDataOutput{MetricResults: results, NextToken: token}, nil
}

// readOlder reads filters, groups and metrics.
func (s metricData) readOlder(ctx context.Context, instance chat.InstanceID, in *connect.GetMetricDataInput, q *metrics.Query) error {
	f := in.Filters
	switch {
	case len(f.Queues) == 0:
		return chat.Invalid("Filters", "must have Queues")
	case len(f.RoutingProfiles)+len(f.RoutingStepExpressions)+len(f.AgentStatuses)+len(f.Subtypes)+len(f.ValidationTestTypes) > 0:
		return chat.Invalid("Filters", "takes Queues and Channels only")
	}
	for _, reference := range f.Queues {
		id, err := s.resolve(ctx, instance, metrics.ByQueue, reference)
		if err != nil {
			return err
		}
		q.Filters[metrics.ByQueue] = append(q.Filters[metrics.ByQueue], id)
	}
	if len(f.Channels) > 0 {
		q.Filters[metrics.ByChannel] = f.Channels
	}
	for _, g := range in.Groupings {
		d := metrics.Dimension(g)
		if d != metrics.ByQueue && d != metrics.ByChannel || len(q.Groups) > 0 && q.Groups[0] == d {
			return chat.Invalid("Groupings", "must be QUEUE or CHANNEL, and none twice")
		}
		q.Groups = append(q.Groups, d)
	}
	if len(in.HistoricalMetrics) == 0 {
		return chat.Invalid("HistoricalMetrics", "must name a metric")
	}
	for i := range in.HistoricalMetrics {
		a, err := readOlderMetric(&in.HistoricalMetrics[i])
		if err != nil {
			return err
		}
		q.Asked = append(q.Asked, a)
	}
	return nil
}

func readOlderMetric(m *connect.HistoricalMetric) (a metrics.Asked, err error) {
	name := text(m.Name)
	known := olderMetrics[name]
	if a.Measure = metrics.Find(known.measure); a.Measure == nil {
		return a, chat.Invalid("HistoricalMetrics", "there is no metric "+name+" of queues")
	}
	if s := text(m.Statistic); s != "" && s != known.statistic {
		return a, chat.Invalid("HistoricalMetrics", "the Statistic of "+name+" is "+known.statistic)
	}
	if u := text(m.Unit); u != "" && u != known.unit {
		return a, chat.Invalid("HistoricalMetrics", "the Unit of "+name+" is "+known.unit)
	}
	m.Statistic, m.Unit = new(known.statistic), new(known.unit)
	switch given := m.Threshold != nil; {
	case given != a.Measure.Threshold:
		return a, chat.Invalid("HistoricalMetrics", "SERVICE_LEVEL needs a Threshold, and no other metric takes one")
	case given:
		if a.Threshold, err = readThreshold(m.Threshold.Comparison, m.Threshold.ThresholdValue); err != nil {
			return a, chat.Invalid("HistoricalMetrics", "Threshold must be LT and from 1 to 604800")
		}
	}
	return a, nil
}

func (s metricData) olderDimensions(instance chat.InstanceID, q *metrics.Query, r *metrics.Row) *connect.Dimensions {
	d := &connect.Dimensions{}
	for i, by := range q.Groups {
		if by == metrics.ByChannel {
			d.Channel = new(r.Group[i])
			continue
		}
		d.Queue = s.queueReference(instance, r.Group[i])
	}
	return d
}
