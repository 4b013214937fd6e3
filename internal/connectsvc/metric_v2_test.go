package connectsvc_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

const (
	metricsV2    = "/metrics/data"
	olderMetrics = "/metrics/historical/" + instance
)

type v2Answer struct {
	NextToken     string
	MetricResults []struct {
		Dimensions     map[string]string
		MetricInterval struct {
			Interval           string
			StartTime, EndTime float64
		}
		Collections []struct {
			Metric struct{ Name string }
			Value  *float64
		}
	}
}

func (a *v2Answer) lines() (all []string) {
	for _, r := range a.MetricResults {
		words := []string{fmt.Sprint(r.MetricInterval.EndTime - r.MetricInterval.StartTime)}
		for _, d := range []string{"QUEUE", "AGENT", "ROUTING_PROFILE", "INITIATION_METHOD"} {
			if v := r.Dimensions[d]; v != "" {
				words = append(words, v)
			}
		}
		for _, c := range r.Collections {
			value := "-"
			if c.Value != nil {
				value = fmt.Sprint(*c.Value)
			}
			words = append(words, value)
		}
		all = append(all, strings.Join(words, " "))
	}
	return all
}

// worked is a site with what happened within the last hour: a chat that came by the
// API, which a1 took on after a minute and passed on after ten, the contact that this
// made, which a2 took on, and one that nobody took on.
type worked struct {
	*site
	basic, a1, a2 string
	from, to      time.Time
}

func newWorked(t *testing.T) worked {
	s := newSite(t)
	w := worked{site: s, basic: directory.BasicQueueID, a1: s.createUser(t, "a1", "").UserId, a2: s.createUser(t, "a2", "").UserId}
	s.Clock.Advance(time.Hour + s.Clock.Now().Truncate(time.Hour).Add(time.Hour).Sub(s.Clock.Now())) // on the hour
	w.to = s.Clock.Now()
	w.from = w.to.Add(-time.Hour)
	at := func(minute int) time.Time { return w.from.Add(time.Duration(minute) * time.Minute) }
	by := func(user string, offered, took, ended, cleared int) chat.AgentInfo {
		return chat.AgentInfo{
			UserID: chat.UserID(user), ProfileID: directory.BasicProfileID, OfferedAt: at(offered), AcceptedAt: at(took), ConnectedAt: at(took),
			EndedAt: at(ended), ClearedAt: at(cleared),
		}
	}
	s.keep(t,
		chat.Contact{
			ID: "first", NextID: "second", InitiationMethod: chat.InitiatedByAPI, InitiatedAt: at(1), QueueID: chat.QueueID(w.basic), EnqueuedAt: at(2), DequeuedAt: at(3),
			Agent: by(w.a1, 2, 3, 13, 15), TransferredAt: at(13), DisconnectedAt: at(13), DisconnectReason: chat.DisconnectAgent, Attempts: 2,
		},
		chat.Contact{
			ID: "second", PreviousID: "first", InitiationMethod: chat.InitiatedByTransfer, InitiatedAt: at(13), QueueID: chat.QueueID(w.basic), EnqueuedAt: at(13), DequeuedAt: at(17),
			Agent: by(w.a2, 16, 17, 40, 41), DisconnectedAt: at(40), DisconnectReason: chat.DisconnectCustomer, Attempts: 1,
		},
		chat.Contact{
			ID: "third", InitiationMethod: chat.InitiatedByAPI, InitiatedAt: at(30), QueueID: chat.QueueID(w.basic), EnqueuedAt: at(31),
			DisconnectedAt: at(50), DisconnectReason: chat.DisconnectCustomer,
		},
		chat.Contact{ID: "goes on", InitiationMethod: chat.InitiatedByAPI, InitiatedAt: at(55), QueueID: chat.QueueID(w.basic), EnqueuedAt: at(55)},
		chat.Contact{ID: "long ago", InitiationMethod: chat.InitiatedByAPI, InitiatedAt: at(-60), DisconnectedAt: at(-50), QueueID: chat.QueueID(w.basic), EnqueuedAt: at(-59)},
	)
	return w
}

// body is a request for metrics, given as JSON or as names; more is what it has besides.
func (w *worked) body(filters, metrics, more string) string {
	if !strings.HasPrefix(metrics, "{") {
		metrics = `{"Name":"` + strings.ReplaceAll(metrics, ",", `"},{"Name":"`) + `"}`
	}
	if more != "" {
		more = "," + more
	}
	return fmt.Sprintf(`{"ResourceArn":%q,"StartTime":%d,"EndTime":%d,"Filters":[%s],"Metrics":[%s]%s}`,
		arn(""), w.from.Unix(), w.to.Unix(), filters, metrics, more)
}

func filterOf(key string, values ...string) string {
	return fmt.Sprintf(`{"FilterKey":%q,"FilterValues":["%s"]}`, key, strings.Join(values, `","`))
}

func (w *worked) ask(t testing.TB, filters, metrics, more string) v2Answer {
	t.Helper()
	return read[v2Answer](t, w.call(t, "POST", metricsV2, w.body(filters, metrics, more)))
}

func TestMetricsTellWhatBecameOfContacts(t *testing.T) {
	w := newWorked(t)
	queue := filterOf("QUEUE", w.basic)
	incoming := `{"Name":"CONTACTS_CREATED","MetricFilters":[{"MetricFilterKey":"INITIATION_METHOD","MetricFilterValues":["INBOUND","TRANSFER","QUEUE_TRANSFER"]}]}`
	notByAgent := `{"Name":"CONTACTS_HANDLED","MetricFilters":[{"MetricFilterKey":"DISCONNECT_REASON","MetricFilterValues":["AGENT_DISCONNECT"],"Negate":true}]}`
	level := `{"Name":"SERVICE_LEVEL","Threshold":[{"Comparison":"LTE","ThresholdValue":60}]}`
	for _, tc := range []struct {
		name, filters, metrics, more string
		want                         []string
	}{
		{"counts", queue, "CONTACTS_CREATED,CONTACTS_QUEUED,CONTACTS_HANDLED,CONTACTS_ABANDONED,CONTACTS_TRANSFERRED_OUT", "", []string{"3600 4 3 2 1 1"}},
		{"a chat that starts by API is not incoming", queue, incoming + "," + notByAgent, "", []string{"3600 1 1"}},
		{"times", queue, "AVG_QUEUE_ANSWER_TIME,AVG_ABANDON_TIME,AVG_HANDLE_TIME,AVG_AFTER_CONTACT_WORK_TIME,AVG_INTERACTION_TIME,MAX_QUEUED_TIME", "",
			[]string{"3600 150 1140 1080 90 990 1140"}},
		{"service level", queue, level, "", []string{"3600 33.33333333333333"}},
		{"by agent", queue, "CONTACTS_HANDLED,CONTACTS_TRANSFERRED_OUT", `"Groupings":["AGENT"]`, sortedLines("3600 "+w.a1+" 1 1", "3600 "+w.a2+" 1 0")},
		{"of an agent", filterOf("AGENT", arn("/agent/"+w.a2)), "CONTACTS_HANDLED,AVG_CONTACT_DURATION", "", []string{"3600 1 1620"}},
		{"by routing profile", filterOf("ROUTING_PROFILE", directory.BasicProfileID), "CONTACTS_HANDLED", `"Groupings":["ROUTING_PROFILE"]`,
			[]string{"3600 " + directory.BasicProfileID + " 2"}},
		{"by initiation", queue + "," + filterOf("CHANNEL", "CHAT"), "CONTACTS_HANDLED", `"Groupings":["INITIATION_METHOD"]`, []string{"3600 API 1", "3600 TRANSFER 1"}},
		{"of calls", queue + "," + filterOf("CHANNEL", "VOICE"), "CONTACTS_HANDLED,AVG_HANDLE_TIME", "", []string{"3600 0 -"}},
		{"by the quarter", queue, "CONTACTS_CREATED,CONTACTS_HANDLED", `"Interval":{"IntervalPeriod":"FIFTEEN_MIN","TimeZone":"Europe/Berlin"}`,
			[]string{"900 2 1", "900 0 0", "900 1 1", "900 1 0"}},
		{"by MetricId", queue, `{"MetricId":"arn:aws:connect:eu-west-1:aws:metric/CONTACTS_HANDLED"}`, "", []string{"3600 2"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			wantSame(t, "results", ptr(w.ask(t, tc.filters, tc.metrics, tc.more)).lines(), tc.want)
		})
	}
}

func sortedLines(lines ...string) []string {
	slices.Sort(lines)
	return lines
}

// What an agent did is told out of the statuses that he took and the contacts that he
// had.
func TestMetricsTellWhatAgentsDid(t *testing.T) {
	w := newWorked(t)
	status := func(id string, kind chat.AgentStatusType, at time.Time) chat.AgentStatus {
		return chat.AgentStatus{ID: id, Type: kind, Since: at}
	}
	w.agentIs(t, w.a1, directory.BasicProfileID, status(statusAvailable, chat.AgentRoutable, w.from.Add(-time.Hour)))
	w.agentIs(t, w.a1, directory.BasicProfileID, status("lunch", chat.AgentCustom, w.from.Add(30*time.Minute)))
	w.agentIs(t, w.a1, directory.BasicProfileID, status(statusOffline, chat.AgentOffline, w.from.Add(40*time.Minute)))
	w.agentIs(t, w.a2, directory.BasicProfileID, status(statusAvailable, chat.AgentRoutable, w.from.Add(10*time.Minute)))
	metrics := "SUM_ONLINE_TIME_AGENT,SUM_NON_PRODUCTIVE_TIME_AGENT,SUM_IDLE_TIME_AGENT,AGENT_OCCUPANCY"
	wantSame(t, "agents", ptr(w.ask(t, filterOf("AGENT", w.a1, w.a2), metrics, `"Groupings":["AGENT"]`)).lines(),
		sortedLines("3600 "+w.a1+" 2400 600 1080 40", "3600 "+w.a2+" 3000 0 1560 48"))
	a := w.call(t, "POST", metricsV2, w.body(filterOf("QUEUE", w.basic), metrics, ""))
	want(t, a, 400, "InvalidRequestException")
}

func TestMetricsComeInPages(t *testing.T) {
	w := newWorked(t)
	queue := filterOf("QUEUE", w.basic)
	const more = `"Groupings":["INITIATION_METHOD"],"Interval":{"IntervalPeriod":"FIFTEEN_MIN"}`
	all := w.ask(t, queue, "CONTACTS_CREATED", more)
	var paged []string
	token := ""
	for {
		next := ""
		if token != "" {
			next = `,"NextToken":"` + token + `"`
		}
		page := w.ask(t, queue, "CONTACTS_CREATED", more+`,"MaxResults":1`+next)
		paged = append(paged, page.lines()...)
		if page.NextToken == "" {
			break
		}
		token = page.NextToken
	}
	wantSame(t, "in pages", paged, all.lines())
	if len(paged) != 4 {
		t.Errorf("got %d pages, want 4", len(paged))
	}
	want(t, w.call(t, "POST", metricsV2, w.body(queue, "CONTACTS_QUEUED", more+`,"NextToken":"`+token+`"`)), 400, "InvalidParameterException")
}

func TestMetricsThatCannotBeToldAreRefused(t *testing.T) {
	w := newWorked(t)
	queue := filterOf("QUEUE", w.basic)
	later := func(from, to time.Duration) *worked {
		moved := w
		moved.from, moved.to = w.to.Add(from), w.to.Add(to)
		return &moved
	}
	const day = 24 * time.Hour
	bad := func(name, body, code, says string) refusal {
		status := 400
		if strings.HasPrefix(code, "ResourceNotFound") {
			status = 404
		}
		return refusal{name, "POST", metricsV2, body, status, code, says}
	}
	const parameter, request, missing = "InvalidParameterException", "InvalidRequestException", "ResourceNotFoundException"
	w.refuse(t,
		bad("another instance", strings.Replace(w.body(queue, "CONTACTS_QUEUED", ""), instance, "11111111-2222-4333-8444-555555555555", 1), missing, ""),
		bad("the end before the start", later(-time.Hour, -2*time.Hour).body(queue, "CONTACTS_QUEUED", ""), parameter, "EndTime"),
		bad("the future", later(-time.Hour, time.Hour).body(queue, "CONTACTS_QUEUED", ""), parameter, "EndTime"),
		bad("too long ago", later(-100*day, -99*day).body(queue, "CONTACTS_QUEUED", ""), parameter, "StartTime"),
		bad("too long", later(-36*day, 0).body(queue, "CONTACTS_QUEUED", ""), parameter, "EndTime"),
		bad("too many hours", later(-4*day, 0).body(queue, "CONTACTS_QUEUED", `"Interval":{"IntervalPeriod":"HOUR"}`), parameter, "EndTime"),
		bad("no such zone", w.body(queue, "CONTACTS_QUEUED", `"Interval":{"TimeZone":"Mars"}`), parameter, "TimeZone"),
		bad("no such period", w.body(queue, "CONTACTS_QUEUED", `"Interval":{"IntervalPeriod":"YEAR"}`), parameter, "IntervalPeriod"),
		bad("no resource", w.body(filterOf("CHANNEL", "CHAT"), "CONTACTS_QUEUED", ""), parameter, "Filters"),
		bad("a filter twice", w.body(queue+","+queue, "CONTACTS_QUEUED", ""), parameter, "Filters"),
		bad("no such filter", w.body(queue+","+filterOf("WEATHER", "rain"), "CONTACTS_QUEUED", ""), parameter, "Filters"),
		bad("no such queue", w.body(filterOf("QUEUE", "x"), "CONTACTS_QUEUED", ""), missing, ""),
		bad("no such agent", w.body(filterOf("AGENT", "x"), "CONTACTS_QUEUED", ""), missing, ""),
		bad("no such group", w.body(queue, "CONTACTS_QUEUED", `"Groupings":["WEATHER"]`), parameter, "Groupings"),
		bad("no such metric", w.body(queue, "CONTACTS_INCOMING", ""), parameter, "Metrics"),
		bad("offers to an agent", w.body(filterOf("AGENT", w.a1), "AGENT_NON_RESPONSE", ""), request, "AGENT"),
		bad("offers by agents", w.body(queue, "AGENT_NON_RESPONSE", `"Groupings":["ROUTING_PROFILE"]`), request, "ROUTING_PROFILE"),
		bad("a metric of the older operation", w.body(queue, "API_CONTACTS_HANDLED", ""), parameter, "Metrics"),
		bad("no metric", strings.Replace(w.body(queue, "CONTACTS_QUEUED", ""), `{"Name":"CONTACTS_QUEUED"}`, "", 1), parameter, "Metrics"),
		bad("no threshold", w.body(queue, "SERVICE_LEVEL", ""), parameter, "Metrics"),
		bad("a threshold too many", w.body(queue, `{"Name":"CONTACTS_QUEUED","Threshold":[{"Comparison":"LT","ThresholdValue":1}]}`, ""), parameter, "Metrics"),
		bad("a threshold of nothing", w.body(queue, `{"Name":"SERVICE_LEVEL","Threshold":[{"Comparison":"LT","ThresholdValue":0}]}`, ""), parameter, "Metrics"),
		bad("no such comparison", w.body(queue, `{"Name":"SERVICE_LEVEL","Threshold":[{"Comparison":"EQ","ThresholdValue":9}]}`, ""), parameter, "Metrics"),
		bad("no such metric filter", w.body(queue, `{"Name":"CONTACTS_QUEUED","MetricFilters":[{"MetricFilterKey":"X","MetricFilterValues":["y"]}]}`, ""), parameter, "Metrics"),
		bad("a metric filter without values", w.body(queue, `{"Name":"CONTACTS_QUEUED","MetricFilters":[{"MetricFilterKey":"INITIATION_METHOD"}]}`, ""), parameter, "MetricFilterValues"),
		bad("no such profile", w.body(filterOf("ROUTING_PROFILE", "x"), "CONTACTS_QUEUED", ""), missing, ""),
		bad("one queue of two", w.body(filterOf("QUEUE", w.basic, "x"), "CONTACTS_QUEUED", ""), missing, ""),
		bad("no such channel", w.body(queue+","+filterOf("CHANNEL", "CHATS"), "CONTACTS_QUEUED", ""), parameter, "CHATS"),
		bad("no such beginning", w.body(queue+","+filterOf("INITIATION_METHOD", "API", "BIRTH"), "CONTACTS_QUEUED", ""), parameter, "BIRTH"),
		bad("no such end", w.body(queue+","+filterOf("DISCONNECT_REASON", "BOREDOM"), "CONTACTS_QUEUED", ""), parameter, "BOREDOM"),
		bad("no such beginning of a metric", w.body(queue, `{"Name":"CONTACTS_CREATED","MetricFilters":[{"MetricFilterKey":"INITIATION_METHOD","MetricFilterValues":["INCOMING"]}]}`, ""), parameter, "INCOMING"),
		bad("a filter by routing steps", w.body(queue+","+filterOf("ROUTING_STEP_EXPRESSION", "x"), "CONTACTS_QUEUED", ""), parameter, "ROUTING_STEP_EXPRESSION"),
		bad("a group by routing steps", w.body(queue, "CONTACTS_QUEUED", `"Groupings":["ROUTING_STEP_EXPRESSION"]`), parameter, "ROUTING_STEP_EXPRESSION"),
		bad("agents by queue", w.body(filterOf("AGENT", w.a1), "AGENT_OCCUPANCY", `"Groupings":["QUEUE"]`), request, "Metrics"),
	)
}

func TestTheOlderMetricsOfQueues(t *testing.T) {
	w := newWorked(t)
	body := func(filters, metrics, more string) string {
		return fmt.Sprintf(`{"StartTime":%d,"EndTime":%d,"Filters":{%s},"HistoricalMetrics":[%s]%s}`, w.from.Unix(), w.to.Unix(), filters, metrics, more)
	}
	queue := fmt.Sprintf(`"Queues":[%q]`, w.basic)
	var list []string
	for _, m := range []string{
		"CONTACTS_QUEUED", "CONTACTS_HANDLED_INCOMING", "API_CONTACTS_HANDLED", "CONTACTS_TRANSFERRED_IN", "CONTACTS_MISSED", "CONTACTS_HANDLED_OUTBOUND", "QUEUE_ANSWER_TIME", "QUEUED_TIME",
	} {
		list = append(list, `{"Name":"`+m+`"}`)
	}
	list = append(list, `{"Name":"SERVICE_LEVEL","Unit":"PERCENT","Statistic":"AVG","Threshold":{"Comparison":"LT","ThresholdValue":300}}`)
	for more, want := range map[string]string{
		``:                                 "CONTACTS_QUEUED 3, CONTACTS_HANDLED_INCOMING 1, API_CONTACTS_HANDLED 1, CONTACTS_TRANSFERRED_IN 1, CONTACTS_MISSED 1, CONTACTS_HANDLED_OUTBOUND 0, QUEUE_ANSWER_TIME 150, QUEUED_TIME 1140, SERVICE_LEVEL 66.66666666666666",
		`,"Groupings":["QUEUE","CHANNEL"]`: w.basic + ", CHAT, CONTACTS_QUEUED 3, CONTACTS_HANDLED_INCOMING 1, API_CONTACTS_HANDLED 1, CONTACTS_TRANSFERRED_IN 1, CONTACTS_MISSED 1, CONTACTS_HANDLED_OUTBOUND 0, QUEUE_ANSWER_TIME 150, QUEUED_TIME 1140, SERVICE_LEVEL 66.66666666666666",
	} {
		got := read[currentAnswer](t, w.call(t, "POST", olderMetrics, body(queue, strings.Join(list, ","), more)))
		wantSame(t, more, got.lines(), []string{want})
	}
	one := `{"Name":"CONTACTS_QUEUED"}`
	bad := func(name, body, says string) refusal {
		return refusal{name, "POST", olderMetrics, body, 400, "InvalidParameterException", says}
	}
	early, odd := w, w
	early.from = early.from.Add(-25 * time.Hour)
	odd.from = odd.from.Add(time.Minute)
	w.refuse(t,
		bad("no queues", body(`"Channels":["CHAT"]`, one, ""), "Filters"),
		bad("profiles", body(queue+`,"RoutingProfiles":["x"]`, one, ""), "Filters"),
		bad("by profile", body(queue, one, `,"Groupings":["ROUTING_PROFILE"]`), "Groupings"),
		bad("occupancy", body(queue, `{"Name":"OCCUPANCY"}`, ""), "HistoricalMetrics"),
		bad("no metric", body(queue, ``, ""), "HistoricalMetrics"),
		bad("another statistic", body(queue, `{"Name":"CONTACTS_QUEUED","Statistic":"MAX"}`, ""), "HistoricalMetrics"),
		bad("another unit", body(queue, `{"Name":"CONTACTS_QUEUED","Unit":"SECONDS"}`, ""), "HistoricalMetrics"),
		bad("no threshold", body(queue, `{"Name":"SERVICE_LEVEL"}`, ""), "HistoricalMetrics"),
		bad("yesterday", fmt.Sprintf(`{"StartTime":%d,"EndTime":%d,"Filters":{%s},"HistoricalMetrics":[%s]}`, early.from.Unix(), early.to.Unix(), queue, one), "StartTime"),
		bad("a minute past", fmt.Sprintf(`{"StartTime":%d,"EndTime":%d,"Filters":{%s},"HistoricalMetrics":[%s]}`, odd.from.Unix(), odd.to.Unix(), queue, one), "StartTime"),
	)
}
