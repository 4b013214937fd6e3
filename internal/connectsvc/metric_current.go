package connectsvc

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/metrics"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// snapshotLife is how long a token of current metrics is good.
// spec: GetCurrentMetricData, NextToken.
const snapshotLife = 5 * time.Minute

// GetCurrentMetricData tells how many agents and contacts are there now. What it costs
// grows with the queues and routing profiles that are asked for and with the agents who
// are there; only the number of contacts that wait costs a read for each of them.
// spec: GetCurrentMetricData.
func (s metricData) GetCurrentMetricData(ctx context.Context, in *connect.GetCurrentMetricDataInput) (*connect.GetCurrentMetricDataOutput, error) {
	ask, err := s.currentRequest(ctx, in)
	if err != nil {
		return nil, err
	}
	rows, err := ask.rows(ctx)
	if err != nil {
		return nil, err
	}
	page, token, err := ask.page(rows, in)
	if err != nil {
		return nil, err
	}
	return &connect.GetCurrentMetricDataOutput{
		MetricResults: each(page, ask.result), NextToken: token,
		DataSnapshotTime: at(ask.now), ApproximateTotalCount: new(int64(len(rows))),
	}, nil
}

// currentRequest is a request for metrics of now.
type currentRequest struct {
	*reading
	scope    *scope
	channels []string // that are wanted, none for all
	statuses []string // ids of agent statuses that are wanted, none for all
	group    map[string]bool
	metrics  []currentMetric
	sortBy   string
	rising   bool
	now      time.Time
}

// currentMetric is a metric as it was asked for.
type currentMetric struct {
	name, unit string
	wire       connect.CurrentMetric
}

// currentRow is a group, with what is known of it.
type currentRow struct {
	key        string
	dimensions *connect.Dimensions // nil without groups
	staffing   metrics.Staffing
	queued     store.Queued
	wait       *float64 // seconds, nil when it is not known
}

// chatChannel is the only channel by which contacts come.
const chatChannel = connect.ChannelChat

func (s metricData) currentRequest(ctx context.Context, in *connect.GetCurrentMetricDataInput) (*currentRequest, error) {
	instance, err := s.Directory.Instance(ctx, string(instanceOf(in.InstanceId)))
	if err != nil {
		return nil, err
	}
	r := &currentRequest{
		reading: s.reading(instance.InstanceID), channels: in.Filters.Channels, group: map[string]bool{},
		sortBy: connect.CurrentMetricNameAgentsOnline, now: chat.Instant(s.Conversations.Clock.Now()),
	}
	if r.scope, err = s.scopeOf(ctx, r.instance, in.Filters.Queues, in.Filters.RoutingProfiles); err != nil {
		return nil, err
	}
	for _, reference := range in.Filters.AgentStatuses {
		status, err := s.Directory.AgentStatus(ctx, r.instance, reference)
		if err != nil {
			return nil, err
		}
		r.statuses = append(r.statuses, status.ID)
	}
	if err := r.readMetrics(in.CurrentMetrics); err != nil {
		return nil, err
	}
	if err := r.readGroups(in); err != nil {
		return nil, err
	}
	return r, r.readSort(in.SortCriteria)
}

func (r *currentRequest) readMetrics(list []connect.CurrentMetric) error {
	if len(list) == 0 {
		return chat.Invalid("CurrentMetrics", "must name a metric")
	}
	for i := range list {
		m := currentMetric{name: metricName(list[i].Name, list[i].MetricId), wire: list[i]}
		if m.unit = currentUnits[m.name]; m.unit == "" {
			return chat.Invalid("CurrentMetrics", "each must have a Name, or a MetricId that ends in one")
		}
		if unit := text(m.wire.Unit); unit != "" && unit != m.unit {
			return chat.Invalid("CurrentMetrics", "the Unit of "+m.name+" is "+m.unit)
		}
		m.wire.Unit = new(m.unit)
		r.metrics = append(r.metrics, m)
	}
	return nil
}

// metricName reads the name of a metric, or that at the end of its ARN.
func metricName(name, id *string) string {
	if text(name) != "" {
		return *name
	}
	_, of, _ := strings.Cut(text(id), ":metric/")
	return of
}

// readGroups checks filters and groups against each other.
func (r *currentRequest) readGroups(in *connect.GetCurrentMetricDataInput) error {
	f := in.Filters
	for member, given := range map[string]int{
		"RoutingStepExpressions": len(f.RoutingStepExpressions), "Subtypes": len(f.Subtypes), "ValidationTestTypes": len(f.ValidationTestTypes),
	} {
		if given > 0 {
			return chat.Rejected("Filters", member+" is not counted by")
		}
	}
	for _, g := range in.Groupings {
		switch {
		case g == connect.GroupingChannel && len(f.Channels) == 0:
			return chat.Rejected("Groupings", "CHANNEL needs Channels in Filters")
		case !slices.Contains([]string{connect.GroupingQueue, connect.GroupingChannel, connect.GroupingRoutingProfile, connect.GroupingAgentStatus}, g):
			return chat.Rejected("Groupings", g+" is not counted by")
		case r.group[g]:
			return chat.Invalid("Groupings", g+" comes twice")
		}
		r.group[g] = true
	}
	for _, m := range r.metrics {
		switch ofContacts := !strings.HasPrefix(m.name, "AGENTS_") && !strings.HasPrefix(m.name, "SLOTS_"); {
		case ofContacts && (r.group[connect.GroupingAgentStatus] || len(r.statuses) > 0):
			return chat.Rejected("CurrentMetrics", m.name+" is not of agents, and cannot be counted by their statuses")
		case ofContacts && r.group[connect.GroupingRoutingProfile] && !r.scope.byProfile:
			return chat.Rejected("CurrentMetrics", m.name+" by ROUTING_PROFILE needs RoutingProfiles in Filters")
		}
	}
	return nil
}

func (r *currentRequest) readSort(criteria []connect.CurrentMetricSortCriteria) error {
	if len(criteria) == 0 {
		return nil
	}
	if by := text(criteria[0].SortByMetric); by != "" {
		r.sortBy = by
	}
	r.rising = text(criteria[0].SortOrder) == connect.SortOrderAscending
	switch {
	case r.sortBy == connect.CurrentMetricNameSlotsActive || r.sortBy == connect.CurrentMetricNameSlotsAvailable:
		return chat.Rejected("SortCriteria", "SLOTS_ACTIVE and SLOTS_AVAILABLE do not sort")
	case !slices.ContainsFunc(r.metrics, func(m currentMetric) bool { return m.name == r.sortBy }):
		return chat.Rejected("SortCriteria", "SortByMetric must be one of CurrentMetrics")
	}
	return nil
}

// page cuts a page out of all rows. A token names the row that the page before ended
// with, by what it sorts by, so that rows which come or go do not shift the others.
func (r *currentRequest) page(rows []currentRow, in *connect.GetCurrentMetricDataInput) ([]currentRow, *string, error) {
	asked := *in
	asked.NextToken, asked.MaxResults = nil, nil
	list, err := json.Marshal(asked)
	if err != nil {
		return nil, nil, chat.Internal("read a request", err)
	}
	binding := "GetCurrentMetricData " + string(r.instance) + " " + string(list)
	from, err := r.openPage(binding, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, nil, err
	}
	var mark currentMark
	if from.after != "" {
		if json.Unmarshal([]byte(from.after), &mark) != nil || r.now.Sub(time.UnixMilli(mark.At)) > snapshotLife {
			return nil, nil, chat.Invalid("NextToken", "is older than five minutes")
		}
		rows = slices.DeleteFunc(slices.Clone(rows), func(row currentRow) bool { return r.compare(mark, r.mark(&row)) >= 0 })
	}
	mark.At = cmp.Or(mark.At, r.now.UnixMilli())
	page, last := head(rows, from.limit, func(row *currentRow) string {
		m := r.mark(row)
		m.At = mark.At
		text, _ := json.Marshal(m) // of a text and two numbers
		return string(text)
	})
	token, err := r.sealPage(binding, last)
	return page, token, err
}

// currentMark is the place of a row, and when the first page was read.
type currentMark struct {
	Key   string
	Value float64
	At    int64
}

func (r *currentRequest) mark(row *currentRow) currentMark {
	return currentMark{Key: row.key, Value: r.value(r.sortBy, row)}
}

// compare orders rows.
func (r *currentRequest) compare(a, b currentMark) int {
	by := cmp.Compare(b.Value, a.Value)
	if r.rising {
		by = -by
	}
	return cmp.Or(by, cmp.Compare(a.Key, b.Key))
}
