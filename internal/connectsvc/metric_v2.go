package connectsvc

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/metrics"
)

// maxThreshold is the longest time that a threshold can be of, in seconds.
// spec: GetMetricDataV2, ThresholdValue.
const maxThreshold = 604800

// GetMetricDataV2 tells what became of contacts, and what agents did, in a stretch of
// time. What it costs grows with the contacts of that time. spec: GetMetricDataV2.
func (s metricData) GetMetricDataV2(ctx context.Context, in *connect.GetMetricDataV2Input) (*connect.GetMetricDataV2Output, error) {
	instance, err := s.Directory.Instance(ctx, string(instanceOf(in.ResourceArn)))
	if err != nil {
		return nil, err
	}
	of, err := s.stretch(in.StartTime, in.EndTime, metricHistory, metricStretch)
	if err != nil {
		return nil, err
	}
	cuts, period, err := intervals(of, in.Interval)
	if err != nil {
		return nil, err
	}
	q := &metrics.Query{Intervals: cuts, Filters: map[metrics.Dimension][]string{}}
	if err := s.readFilters(ctx, instance.InstanceID, in.Filters, q); err != nil {
		return nil, err
	}
	if err := readQuery(in, q); err != nil {
		return nil, err
	}
	request := *in
	request.NextToken, request.MaxResults = nil, nil
	page, token, err := s.page(ctx, instance.InstanceID, q, request, listing{operation: "GetMetricDataV2", token: in.NextToken, max: in.MaxResults})
	if err != nil {
		return nil, err
	}
	results := each(page, func(r *metrics.Row) connect.MetricResultV2 { return resultV2(in, q, period, r) })
	return &connect.GetMetricDataV2Output{MetricResults: results, NextToken: token}, nil
}

// page counts and cuts out the page of a listing. The request is what was asked but for
// the page, so that a token of another one is refused.
func (s metricData) page(ctx context.Context, instance chat.InstanceID, q *metrics.Query, request any, l listing) ([]metrics.Row, *string, error) {
	binding, err := asked(instance, request)
	if err != nil {
		return nil, nil, err
	}
	return pageIn(s.backend, l, binding, func(page pageRequest) ([]metrics.Row, string, error) {
		rows, err := s.count(ctx, instance, q)
		found, next := cut(rows, page, rowKey)
		return found, next, err
	})
}

// readFilters reads which contacts count. One of the filters names resources.
func (s metricData) readFilters(ctx context.Context, instance chat.InstanceID, filters []connect.FilterV2, q *metrics.Query) error {
	resources := false
	for _, f := range filters {
		d := metrics.Dimension(text(f.FilterKey))
		switch {
		case !d.Known():
			return chat.Invalid("Filters", "FilterKey "+string(d)+" is not one by which chats are filtered")
		case q.Filters[d] != nil:
			return chat.Invalid("Filters", "FilterKey "+string(d)+" comes twice")
		case len(f.FilterValues) == 0 || f.StringCondition != nil:
			return chat.Invalid("Filters", "FilterValues are required, and no StringCondition is taken")
		}
		resources = resources || d == metrics.ByQueue || d == metrics.ByProfile || d == metrics.ByAgent
		for _, value := range f.FilterValues {
			id, err := s.resolve(ctx, instance, d, value)
			if err != nil {
				return err
			}
			q.Filters[d] = append(q.Filters[d], id)
		}
	}
	if !resources {
		return chat.Invalid("Filters", "one FilterKey must be QUEUE, ROUTING_PROFILE or AGENT")
	}
	return nil
}

// readQuery reads groups and measures.
func readQuery(in *connect.GetMetricDataV2Input, q *metrics.Query) error {
	groups := map[metrics.Dimension]bool{}
	for _, g := range in.Groupings {
		d := metrics.Dimension(g)
		if !d.Known() || groups[d] {
			return chat.Invalid("Groupings", g+" is not one by which chats are grouped, or comes twice")
		}
		groups[d] = true
		q.Groups = append(q.Groups, d)
	}
	if len(in.Metrics) == 0 {
		return chat.Invalid("Metrics", "must name a metric")
	}
	for i := range in.Metrics {
		a, err := readMetric(&in.Metrics[i])
		if err != nil {
			return err
		}
		if a.Measure.Agents {
			err = ofAgents(&a, q)
		} else if a.Measure.Offers {
			err = ofOffers(&a, q)
		}
		if err != nil {
			return err
		}
		q.Asked = append(q.Asked, a)
	}
	return nil
}

func readMetric(m *connect.MetricV2) (metrics.Asked, error) {
	name := metricName(m.Name, m.MetricId)
	a := metrics.Asked{Measure: metrics.Find(name)}
	if a.Measure == nil || a.Measure.Older {
		return a, chat.Invalid("Metrics", "there is no metric "+name+" of chats")
	}
	switch given := len(m.Threshold) > 0; {
	case given && !a.Measure.Threshold:
		return a, chat.Invalid("Metrics", name+" takes no Threshold")
	case !given && a.Measure.Threshold:
		return a, chat.Invalid("Metrics", name+" needs a Threshold")
	case given:
		t, err := readThreshold(m.Threshold[0].Comparison, m.Threshold[0].ThresholdValue)
		if err != nil {
			return a, err
		}
		a.Threshold = t
	}
	for _, f := range m.MetricFilters {
		by := metrics.Dimension(text(f.MetricFilterKey))
		if by != metrics.ByInitiationMethod && by != metrics.ByDisconnectReason {
			return a, chat.Invalid("Metrics", "MetricFilterKey must be INITIATION_METHOD or DISCONNECT_REASON")
		}
		if len(f.MetricFilterValues) == 0 {
			return a, chat.Invalid("Metrics", "MetricFilterValues of "+string(by)+" are required")
		}
		for _, value := range f.MetricFilterValues {
			if err := knownValue("Metrics", by, value); err != nil {
				return a, err
			}
		}
		a.Filters = append(a.Filters, metrics.Filter{By: by, Values: f.MetricFilterValues, Negate: f.Negate != nil && *f.Negate})
	}
	return a, nil
}

func readThreshold(comparison *string, value *float64) (t metrics.Threshold, err error) {
	switch t.Comparison = text(comparison); t.Comparison {
	case "LT", "LTE", "GT", "GTE":
	default:
		return t, chat.Invalid("Metrics", "Comparison of a Threshold must be LT, LTE, GT or GTE")
	}
	if value == nil || !(*value >= 1 && *value <= maxThreshold) {
		return t, chat.Invalid("Metrics", "ThresholdValue must be from 1 to 604800")
	}
	t.Bound = time.Duration(*value * float64(time.Second))
	return t, nil
}

// ofAgents refuses what the times of agents cannot be told apart by.
func ofAgents(a *metrics.Asked, q *metrics.Query) error {
	for d := range q.Filters {
		if !d.OfAgents() {
			return chat.Rejected("Metrics", a.Measure.Name+" is of agents, and cannot be filtered by "+string(d))
		}
	}
	for _, d := range q.Groups {
		if !d.OfAgents() {
			return chat.Rejected("Metrics", a.Measure.Name+" is of agents, and cannot be grouped by "+string(d))
		}
	}
	if len(a.Filters) > 0 {
		return chat.Rejected("Metrics", a.Measure.Name+" is of agents, and takes no MetricFilters")
	}
	return nil
}

// ofOffers refuses what offers cannot be told apart by.
func ofOffers(a *metrics.Asked, q *metrics.Query) error {
	apart := slices.Concat(slices.Collect(maps.Keys(q.Filters)), q.Groups)
	for _, d := range apart {
		if !d.OfOffers() {
			return chat.Rejected("Metrics", a.Measure.Name+" is of queues, and cannot be told apart by "+string(d))
		}
	}
	return nil
}

func resultV2(in *connect.GetMetricDataV2Input, q *metrics.Query, period metrics.Period, r *metrics.Row) connect.MetricResultV2 {
	interval := q.Intervals[r.Interval]
	out := connect.MetricResultV2{MetricInterval: &connect.MetricInterval{
		Interval: new(string(period)), StartTime: at(interval.From), EndTime: at(interval.To),
	}}
	if len(q.Groups) > 0 {
		out.Dimensions = map[string]string{}
		for i, d := range q.Groups {
			out.Dimensions[string(d)] = r.Group[i]
		}
	}
	for i := range in.Metrics {
		out.Collections = append(out.Collections, connect.MetricDataV2{Metric: &in.Metrics[i], Value: r.Numbers[i]})
	}
	return out
}
