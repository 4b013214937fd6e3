package connectsvc

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/metrics"
)

// currentUnits are the metrics of now, with their units.
// spec: GetCurrentMetricData, CurrentMetrics.
var currentUnits = map[string]string{
	connect.CurrentMetricNameAgentsOnline:           connect.UnitCount,
	connect.CurrentMetricNameAgentsAvailable:        connect.UnitCount,
	connect.CurrentMetricNameAgentsOnCall:           connect.UnitCount,
	connect.CurrentMetricNameAgentsNonProductive:    connect.UnitCount,
	connect.CurrentMetricNameAgentsAfterContactWork: connect.UnitCount,
	connect.CurrentMetricNameAgentsError:            connect.UnitCount,
	connect.CurrentMetricNameAgentsStaffed:          connect.UnitCount,
	connect.CurrentMetricNameContactsInQueue:        connect.UnitCount,
	connect.CurrentMetricNameOldestContactAge:       connect.UnitSeconds,
	connect.CurrentMetricNameContactsScheduled:      connect.UnitCount,
	connect.CurrentMetricNameAgentsOnContact:        connect.UnitCount,
	connect.CurrentMetricNameSlotsActive:            connect.UnitCount,
	connect.CurrentMetricNameSlotsAvailable:         connect.UnitCount,
	connect.CurrentMetricNameEstimatedWaitTime:      connect.UnitSeconds,
}

// rows counts every group, in order.
func (r *currentRequest) rows(ctx context.Context) (rows []currentRow, err error) {
	if len(r.channels) > 0 && !slices.Contains(r.channels, chatChannel) {
		if len(r.group) == 0 {
			return []currentRow{{}}, nil
		}
		return nil, nil
	}
	add := func(queue string, profile *directory.RoutingProfile, profiles []directory.RoutingProfile, queues []string) error {
		more, err := r.counted(ctx, queue, profile, profiles, queues)
		rows = append(rows, more...)
		return err
	}
	byQueue, byProfile := r.group[connect.GroupingQueue], r.group[connect.GroupingRoutingProfile]
	switch {
	case byProfile:
		for i := range r.scope.profiles {
			p := &r.scope.profiles[i]
			alone, served := r.scope.profiles[i:i+1], r.scope.served(p)
			if !byQueue {
				err = add("", p, alone, served)
			}
			for _, q := range served {
				if byQueue && err == nil {
					err = add(q, p, alone, []string{q})
				}
			}
			if err != nil {
				return nil, err
			}
		}
	case byQueue:
		for _, q := range r.scope.queues {
			if err := add(q, nil, r.scope.serving(q), []string{q}); err != nil {
				return nil, err
			}
		}
	default:
		if err := add("", nil, r.scope.profiles, r.scope.queues); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(rows, func(a, b currentRow) int { return r.compare(r.mark(&a), r.mark(&b)) })
	return rows, nil
}

// counted counts agents of routing profiles and contacts in queues: one group, or one
// for each status.
func (r *currentRequest) counted(ctx context.Context, queue string, profile *directory.RoutingProfile, profiles []directory.RoutingProfile, queues []string) ([]currentRow, error) {
	by, err := r.staffing(ctx, profiles, queues)
	if err != nil {
		return nil, err
	}
	maps.DeleteFunc(by, func(status string, _ *metrics.Staffing) bool {
		return len(r.statuses) > 0 && !slices.Contains(r.statuses, status)
	})
	row := currentRow{key: queue}
	if profile != nil {
		row.key += " " + profile.ID
	}
	row.dimensions = r.dimensions(queue, profile, "")
	if !r.group[connect.GroupingAgentStatus] {
		for _, one := range by {
			row.staffing.Join(one)
		}
		if slices.ContainsFunc(r.metrics, func(m currentMetric) bool { return m.ofQueue() }) {
			row.queued, err = r.waiting(ctx, queues)
		}
		if err == nil && len(queues) == 1 && slices.ContainsFunc(r.metrics, currentMetric.estimates) {
			row.wait, err = r.estimate(ctx, queues[0], &row)
		}
		return []currentRow{row}, err
	}
	var rows []currentRow
	for _, status := range slices.Sorted(maps.Keys(by)) {
		one := row
		one.key, one.dimensions, one.staffing = row.key+" "+status, r.dimensions(queue, profile, status), *by[status]
		rows = append(rows, one)
	}
	return rows, nil
}

// ofQueue reports whether a metric needs what sits in a queue.
func (m currentMetric) ofQueue() bool {
	return m.name == connect.CurrentMetricNameContactsInQueue || m.name == connect.CurrentMetricNameOldestContactAge || m.estimates()
}

// estimates reports whether a metric says how long a contact would wait.
func (m currentMetric) estimates() bool { return m.name == connect.CurrentMetricNameEstimatedWaitTime }

// dimensions names a group, nil without groups.
func (r *currentRequest) dimensions(queue string, profile *directory.RoutingProfile, status string) *connect.Dimensions {
	if len(r.group) == 0 {
		return nil
	}
	arn := func(kind directory.Kind, id string) *string {
		return new(r.Directory.Names.Resource(r.instance, kind, id))
	}
	d := &connect.Dimensions{}
	if queue != "" {
		d.Queue = r.queueReference(r.instance, queue)
	}
	if profile != nil {
		d.RoutingProfile = &connect.RoutingProfileReference{Id: new(profile.ID), Arn: arn(directory.KindRoutingProfile, profile.ID)}
	}
	if r.group[connect.GroupingChannel] {
		d.Channel = new(chatChannel)
	}
	if status != "" {
		d.AgentStatus = &connect.AgentStatusIdentifier{Id: new(status), Arn: arn(directory.KindAgentStatus, status)}
	}
	return d
}

// result writes a group.
func (r *currentRequest) result(row *currentRow) connect.CurrentMetricResult {
	out := connect.CurrentMetricResult{Dimensions: row.dimensions}
	for i := range r.metrics {
		m := &r.metrics[i]
		data := connect.CurrentMetricData{Metric: &m.wire}
		if !m.estimates() || row.wait != nil {
			data.Value = new(r.value(m.name, row))
		}
		out.Collections = append(out.Collections, data)
	}
	return out
}

// value is what a metric says of a group. The age of the oldest contact is in
// milliseconds where there are no groups. spec: GetCurrentMetricData, OLDEST_CONTACT_AGE.
func (r *currentRequest) value(name string, row *currentRow) float64 {
	n, s := 0, &row.staffing
	switch name {
	case connect.CurrentMetricNameEstimatedWaitTime:
		if row.wait != nil {
			return *row.wait
		}
	case connect.CurrentMetricNameAgentsOnline:
		n = s.Online
	case connect.CurrentMetricNameAgentsAvailable:
		n = s.Available
	case connect.CurrentMetricNameAgentsOnContact, connect.CurrentMetricNameAgentsOnCall:
		n = s.OnContact
	case connect.CurrentMetricNameAgentsNonProductive:
		n = s.NonProductive
	case connect.CurrentMetricNameAgentsAfterContactWork:
		n = s.AfterContactWork
	case connect.CurrentMetricNameAgentsError:
		n = s.Failed
	case connect.CurrentMetricNameAgentsStaffed:
		n = s.Staffed
	case connect.CurrentMetricNameSlotsActive:
		n = s.SlotsActive
	case connect.CurrentMetricNameSlotsAvailable:
		n = s.SlotsAvailable
	case connect.CurrentMetricNameContactsInQueue:
		n = row.queued.Contacts
	case connect.CurrentMetricNameOldestContactAge:
		unit := time.Second
		if len(r.group) == 0 {
			unit = time.Millisecond
		}
		n = int(age(row.queued, r.now) / unit)
	}
	return float64(n)
}

func (s metricData) queueReference(instance chat.InstanceID, queue string) *connect.QueueReference {
	return &connect.QueueReference{Id: new(queue), Arn: new(s.Directory.Names.Resource(instance, directory.KindQueue, queue))}
}
