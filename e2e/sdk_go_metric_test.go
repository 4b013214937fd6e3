package e2e

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// counter asks for metrics.
type counter struct {
	t *testing.T
	s *rejoin.Server
}

// now reads metrics of queues as they are now, the number of each.
func (c counter) now(queues []string, names ...types.CurrentMetricName) (numbers []float64) {
	c.t.Helper()
	in := &connect.GetCurrentMetricDataInput{
		InstanceId: aws.String(c.s.InstanceID()), Filters: &types.Filters{Queues: queues, Channels: []types.Channel{types.ChannelChat}},
	}
	for _, name := range names {
		in.CurrentMetrics = append(in.CurrentMetrics, types.CurrentMetric{Name: name})
	}
	out, err := c.s.Connect().GetCurrentMetricData(c.t.Context(), in)
	must(c.t, err)
	if len(out.MetricResults) != 1 || out.DataSnapshotTime == nil || aws.ToInt64(out.ApproximateTotalCount) != 1 {
		c.t.Fatalf("got %+v, want one result of a time", out)
	}
	for _, data := range out.MetricResults[0].Collections {
		numbers = append(numbers, aws.ToFloat64(data.Value))
	}
	return numbers
}

func (c counter) wantNow(when string, queues []string, want ...float64) {
	c.t.Helper()
	got := c.now(queues, types.CurrentMetricNameAgentsOnline, types.CurrentMetricNameAgentsAvailable, types.CurrentMetricNameAgentsOnContact,
		types.CurrentMetricNameAgentsAfterContactWork, types.CurrentMetricNameSlotsActive, types.CurrentMetricNameSlotsAvailable, types.CurrentMetricNameContactsInQueue)
	if fmt.Sprint(got) != fmt.Sprint(want) {
		c.t.Errorf("%s: got online, available, on contact, after work, active, free, queued %v, want %v", when, got, want)
	}
}

// past reads metrics of the time since the beginning of the test, by a dimension: the
// numbers of each of its values.
func (c counter) past(since time.Time, by string, filter types.FilterV2, metrics ...types.MetricV2) map[string][]float64 {
	c.t.Helper()
	found := map[string][]float64{}
	pages := connect.NewGetMetricDataV2Paginator(c.s.Connect(), &connect.GetMetricDataV2Input{
		ResourceArn: aws.String(c.s.InstanceID()), StartTime: aws.Time(since), EndTime: aws.Time(time.Now()),
		Filters: []types.FilterV2{filter}, Groupings: []string{by}, Metrics: metrics, MaxResults: aws.Int32(1),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(c.t.Context())
		must(c.t, err)
		for _, r := range page.MetricResults {
			for _, data := range r.Collections {
				found[r.Dimensions[by]] = append(found[r.Dimensions[by]], aws.ToFloat64(data.Value))
			}
		}
	}
	return found
}

func named(names ...string) (list []types.MetricV2) {
	for _, name := range names {
		list = append(list, types.MetricV2{Name: aws.String(name)})
	}
	return list
}

// quickConnectTo makes the queue of an agent lead to another one, and returns the ARN
// by which the agent transfers.
func quickConnectTo(t *testing.T, s *rejoin.Server, from, queue string) string {
	t.Helper()
	client, instance := s.Connect(), aws.String(s.InstanceID())
	made, err := client.CreateQuickConnect(t.Context(), &connect.CreateQuickConnectInput{
		InstanceId: instance, Name: aws.String(fmt.Sprint("on to ", flowsMade.Add(1))),
		QuickConnectConfig: &types.QuickConnectConfig{
			QuickConnectType: types.QuickConnectTypeQueue,
			QueueConfig: &types.QueueQuickConnectConfig{
				QueueId: aws.String(queue), ContactFlowId: flowCalled(t, client, instance, "Default queue transfer"),
			},
		},
	})
	must(t, err)
	_, err = client.AssociateQueueQuickConnects(t.Context(), &connect.AssociateQueueQuickConnectsInput{
		InstanceId: instance, QueueId: aws.String(from), QuickConnectIds: []string{aws.ToString(made.QuickConnectId)},
	})
	must(t, err)
	return aws.ToString(made.QuickConnectARN)
}

// An operator watches two agents: one takes a chat on and passes it on to the queue of
// the other. The chat that started by API is no incoming contact, the one that the
// transfer made is.
func TestGoSDKMetrics(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	began := time.Now().Add(-time.Minute)
	first, here := hired(t, s)
	second, there := hired(t, s)
	arn := quickConnectTo(t, s, here, there)
	c, both := counter{t, s}, []string{here, there}
	c.wantNow("nobody is there", both, 0, 0, 0, 0, 0, 0, 0)
	first.is("routable")
	second.is("routable")
	c.wantNow("both are available", both, 2, 2, 0, 0, 0, 4, 0)

	customer := arrive(t, s, withFlow(flowID(t, s, "queueing", queueing(here))))
	started, _ := first.awaits("connecting")
	c.wantNow("the chat is offered", []string{here}, 1, 1, 0, 0, 0, 1, 1)
	place, err := s.Connect().GetContactMetrics(t.Context(), &connect.GetContactMetricsInput{
		InstanceId: aws.String(s.InstanceID()), ContactId: aws.String(started), Metrics: []types.ContactMetricInfo{{Name: types.ContactMetricNamePositionInQueue}},
	})
	must(t, err)
	if v, ok := place.MetricResults[0].Value.(*types.ContactMetricValueMemberNumber); !ok || v.Value != 1 {
		t.Errorf("got place %+v, want the first", place.MetricResults)
	}
	first.calls("AcceptContact", map[string]any{"contactId": started}, nil)
	first.awaits("connected")
	c.wantNow("the first has it", []string{here}, 1, 1, 1, 0, 1, 1, 0)
	first.calls("transferContact", map[string]any{"contactId": started, "endpoint": map[string]any{"endpointARN": arn, "type": "queue", "name": "on"}}, nil)
	first.awaits("ended")
	c.wantNow("the first has work left", []string{here}, 1, 1, 1, 1, 1, 1, 0)
	transferred, _ := second.awaits("connecting")
	second.calls("AcceptContact", map[string]any{"contactId": transferred}, nil)
	_, participant := second.awaits("connected")
	second.calls("DestroyConnection", map[string]any{"contactId": transferred, "connectionId": participant}, nil)
	second.awaits("ended")
	first.calls("ClearContact", map[string]any{"contactId": started}, nil)
	second.calls("ClearContact", map[string]any{"contactId": transferred}, nil)
	first.awaits("")
	second.awaits("")
	first.is("offline")
	c.wantNow("one has gone home", both, 1, 1, 0, 0, 0, 2, 0)
	wantUnbroken(t, customer)

	queues := types.FilterV2{FilterKey: aws.String("QUEUE"), FilterValues: both}
	agents := types.FilterV2{FilterKey: aws.String("AGENT"), FilterValues: []string{first.user, second.user}}
	want := func(what string, got map[string][]float64, want map[string][]float64) {
		t.Helper()
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: got %v, want %v", what, got, want)
		}
	}
	counts := named("CONTACTS_QUEUED", "CONTACTS_HANDLED", "CONTACTS_ABANDONED", "CONTACTS_TRANSFERRED_OUT")
	want("by queue", c.past(began, "QUEUE", queues, counts...), map[string][]float64{here: {1, 1, 0, 1}, there: {1, 1, 0, 0}})
	want("by agent", c.past(began, "AGENT", agents, counts...), map[string][]float64{first.user: {1, 1, 0, 1}, second.user: {1, 1, 0, 0}})
	incoming := named("CONTACTS_CREATED")
	incoming[0].MetricFilters = []types.MetricFilterV2{{
		MetricFilterKey: aws.String("INITIATION_METHOD"), MetricFilterValues: []string{"INBOUND", "TRANSFER", "QUEUE_TRANSFER"},
	}}
	want("created", c.past(began, "QUEUE", queues, named("CONTACTS_CREATED")...), map[string][]float64{here: {1}, there: {1}})
	want("incoming", c.past(began, "QUEUE", queues, incoming...), map[string][]float64{there: {1}})
	for user, times := range c.past(began, "AGENT", agents, named("AVG_HANDLE_TIME", "AVG_AFTER_CONTACT_WORK_TIME", "SUM_ONLINE_TIME_AGENT", "AGENT_OCCUPANCY")...) {
		if handled, after, online, occupied := times[0], times[1], times[2], times[3]; handled <= 0 || after <= 0 || handled < after || online < handled || occupied <= 0 || occupied > 100 {
			t.Errorf("agent %s: got handle time %f, after-contact work %f, online %f, occupancy %f", user, handled, after, online, occupied)
		}
	}
	level := types.MetricV2{Name: aws.String("SERVICE_LEVEL"), Threshold: []types.ThresholdV2{{Comparison: aws.String("LT"), ThresholdValue: aws.Float64(604800)}}}
	want("service level", c.past(began, "CHANNEL", queues, level), map[string][]float64{"CHAT": {100}})
}

// What cannot be counted is refused, and the older operation counts too.
func TestGoSDKOlderMetrics(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	end := time.Now().Truncate(5 * time.Minute)
	in := &connect.GetMetricDataInput{
		InstanceId: instance, StartTime: aws.Time(end.Add(-time.Hour)), EndTime: aws.Time(end), Groupings: []types.Grouping{types.GroupingQueue},
		Filters:           &types.Filters{Queues: []string{basicQueue(t, s)}, Channels: []types.Channel{types.ChannelChat}},
		HistoricalMetrics: []types.HistoricalMetric{{Name: types.HistoricalMetricNameContactsQueued, Unit: types.UnitCount, Statistic: types.StatisticSum}},
	}
	_, err := client.GetMetricData(t.Context(), in)
	must(t, err)
	in.Filters.Queues = []string{"none"}
	_, err = client.GetMetricData(t.Context(), in)
	wantCode(t, err, "ResourceNotFoundException")
	_, err = client.GetMetricDataV2(t.Context(), &connect.GetMetricDataV2Input{
		ResourceArn: instance, StartTime: aws.Time(end.Add(-time.Hour)), EndTime: aws.Time(end), Metrics: named("CONTACTS_QUEUED"),
		Filters: []types.FilterV2{{FilterKey: aws.String("CHANNEL"), FilterValues: []string{"CHAT"}}},
	})
	wantCode(t, err, "InvalidParameterException")
	_, err = client.GetCurrentMetricData(t.Context(), &connect.GetCurrentMetricDataInput{
		InstanceId: instance, Filters: &types.Filters{}, CurrentMetrics: []types.CurrentMetric{{Name: types.CurrentMetricNameAgentsOnline}},
	})
	wantCode(t, err, "InvalidParameterException")
}
