package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
)

// GetContactMetrics tells where a contact stands in its queue. How long it has yet to
// wait is not estimated, and left out of the results. spec: GetContactMetrics.
func (s metricData) GetContactMetrics(ctx context.Context, in *connect.GetContactMetricsInput) (*connect.GetContactMetricsOutput, error) {
	instance, err := s.Directory.Instance(ctx, string(instanceOf(in.InstanceId)))
	if err != nil {
		return nil, err
	}
	id := contactOf(instance.InstanceID, in.ContactId)
	position, err := s.Conversations.PositionInQueue(ctx, instance.InstanceID, id)
	if err != nil {
		return nil, err
	}
	out := &connect.GetContactMetricsOutput{
		Id: new(string(id)), Arn: new(s.Directory.Names.Contact(instance.InstanceID, id)),
		MetricResults: []connect.ContactMetricResult{},
	}
	for _, m := range in.Metrics {
		if text(m.Name) == connect.ContactMetricNamePositionInQueue {
			out.MetricResults = append(out.MetricResults, connect.ContactMetricResult{
				Name: m.Name, Value: &connect.ContactMetricValue{Number: new(float64(position))},
			})
		}
	}
	return out, nil
}
