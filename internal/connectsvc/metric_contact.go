package connectsvc

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
)

// GetContactMetrics tells where a contact stands in its queue, and about how long it has
// yet to wait. While too few are taken on to tell that, it is left out of the results.
// spec: GetContactMetrics.
func (s metricData) GetContactMetrics(ctx context.Context, in *connect.GetContactMetricsInput) (*connect.GetContactMetricsOutput, error) {
	instance, err := s.Directory.Instance(ctx, string(instanceOf(in.InstanceId)))
	if err != nil {
		return nil, err
	}
	id := contactOf(instance.InstanceID, in.ContactId)
	queue, position, err := s.Conversations.PositionInQueue(ctx, instance.InstanceID, id)
	if err != nil {
		return nil, err
	}
	out := &connect.GetContactMetricsOutput{
		Id: new(string(id)), Arn: new(s.Directory.Names.Contact(instance.InstanceID, id)),
		MetricResults: []connect.ContactMetricResult{},
	}
	for _, m := range in.Metrics {
		number := float64(position)
		if text(m.Name) == connect.ContactMetricNameEstimatedWaitTime {
			paces, err := s.Conversations.Paces(ctx, instance.InstanceID)
			if err != nil {
				return nil, err
			}
			wait, known := paces[queue].Wait(position, s.Conversations.Clock.Now())
			if !known {
				continue
			}
			number = float64(wait / time.Second)
		}
		out.MetricResults = append(out.MetricResults, connect.ContactMetricResult{
			Name: m.Name, Value: &connect.ContactMetricValue{Number: &number},
		})
	}
	return out, nil
}
