package connectsvc_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/store"
)

const (
	currentMetrics = "/metrics/current/" + instance
	// The statuses that every instance has.
	statusAvailable = "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000401"
	statusOffline   = "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000402"
)

// agentIs has an agent be in a status and have contacts in some states.
func (s *site) agentIs(t testing.TB, user, profile string, status chat.AgentStatus, states ...chat.AgentContactState) {
	t.Helper()
	err := s.Store.UpdateAgent(context.Background(), directory.DefaultInstanceID, chat.UserID(user), func(a *chat.Agent) error {
		a.ProfileID, a.Status, a.Contacts = profile, status, nil
		for i, state := range states {
			a.Contacts = append(a.Contacts, chat.AgentContact{ContactID: chat.ContactID(fmt.Sprint(i)), State: state})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// keep stores contacts.
func (s *site) keep(t testing.TB, contacts ...chat.Contact) {
	t.Helper()
	for _, c := range contacts {
		c.InstanceID, c.SessionID = directory.DefaultInstanceID, chat.SessionID(c.ID)
		if err := s.Store.Update(context.Background(), c.SessionID, func(tx store.Tx) error { return tx.SaveContact(c) }); err != nil {
			t.Fatal(err)
		}
	}
}

type currentAnswer struct {
	NextToken             string
	DataSnapshotTime      float64
	ApproximateTotalCount int
	MetricResults         []struct {
		Dimensions *struct {
			Queue, RoutingProfile, AgentStatus *struct{ Id, Arn string }
			Channel                            string
		}
		Collections []struct {
			Metric struct{ Name, Unit string }
			Value  *float64
		}
	}
}

// lines describes an answer, a line a group.
func (a *currentAnswer) lines() (all []string) {
	for _, r := range a.MetricResults {
		var words []string
		if d := r.Dimensions; d != nil {
			for _, one := range []*struct{ Id, Arn string }{d.Queue, d.RoutingProfile, d.AgentStatus} {
				if one != nil && strings.HasSuffix(one.Arn, "/"+one.Id) {
					words = append(words, one.Id)
				}
			}
			if d.Channel != "" {
				words = append(words, d.Channel)
			}
		}
		for _, c := range r.Collections {
			value := "-"
			if c.Value != nil {
				value = fmt.Sprint(*c.Value)
			}
			words = append(words, c.Metric.Name+" "+value)
		}
		all = append(all, strings.Join(words, ", "))
	}
	return all
}

// current asks for metrics of now, given as "NAME,NAME".
func (s *site) current(t testing.TB, filters, metrics, more string) currentAnswer {
	t.Helper()
	return read[currentAnswer](t, s.call(t, "POST", currentMetrics, currentBody(filters, metrics, more)))
}

func currentBody(filters, metrics, more string) string {
	var list []string
	for _, m := range strings.Split(metrics, ",") {
		list = append(list, fmt.Sprintf(`{"Name":%q}`, m))
	}
	if more != "" {
		more = "," + more
	}
	return `{"Filters":{` + filters + `},"CurrentMetrics":[` + strings.Join(list, ",") + `]` + more + `}`
}

func wantSame(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got\n%s\nwant\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// staffed is a site with two queues and two profiles: one serves both queues, with
// three places, the other the second, with two.
type staffed struct {
	*site
	basic, claims string // queues
	both, second  string // profiles
	lunch         string // a status
}

func newStaffed(t *testing.T) staffed {
	s := newSite(t)
	f := staffed{site: s, basic: directory.BasicQueueID, claims: s.createQueue(t, "Claims", "").QueueId}
	f.both = s.createProfile(t, "both", chatsOf+`,"QueueConfigs":[`+routed(f.basic, "CHAT", 1, 0)+`,`+routed(f.claims, "CHAT", 1, 0)+`]`).RoutingProfileId
	f.second = s.createProfile(t, "second", `"MediaConcurrencies":[{"Channel":"CHAT","Concurrency":2}],"QueueConfigs":[`+routed(f.claims, "CHAT", 1, 0)+`]`).RoutingProfileId
	f.lunch = s.createStatus(t, "Lunch", "").AgentStatusId
	available := chat.AgentStatus{ID: statusAvailable, Type: chat.AgentRoutable}
	s.agentIs(t, "a", f.both, available, chat.AgentConnected, chat.AgentEnded)
	s.agentIs(t, "b", f.both, available, chat.AgentConnecting, chat.AgentConnected, chat.AgentMissed)
	s.agentIs(t, "c", f.second, available)
	s.agentIs(t, "d", f.second, chat.AgentStatus{ID: f.lunch, Type: chat.AgentCustom}, chat.AgentEnded)
	s.agentIs(t, "e", f.second, chat.AgentStatus{ID: statusOffline, Type: chat.AgentOffline}, chat.AgentConnected)
	s.agentIs(t, "f", f.second, chat.AgentStatus{ID: statusOffline, Type: chat.AgentOffline})
	now := s.Clock.Now()
	s.keep(t,
		chat.Contact{ID: "1", QueueID: chat.QueueID(f.basic), EnqueuedAt: now.Add(-time.Minute)},
		chat.Contact{ID: "2", QueueID: chat.QueueID(f.claims), EnqueuedAt: now.Add(-2 * time.Minute)},
		chat.Contact{ID: "3", QueueID: chat.QueueID(f.claims), EnqueuedAt: now.Add(-time.Second)},
		chat.Contact{ID: "4", QueueID: chat.QueueID(f.claims), EnqueuedAt: now.Add(-time.Hour), DequeuedAt: now},
	)
	return f
}

const everyCurrent = "AGENTS_ONLINE,AGENTS_AVAILABLE,AGENTS_STAFFED,AGENTS_ON_CONTACT,AGENTS_ON_CALL,AGENTS_AFTER_CONTACT_WORK,AGENTS_NON_PRODUCTIVE,AGENTS_ERROR," +
	"SLOTS_ACTIVE,SLOTS_AVAILABLE,CONTACTS_IN_QUEUE,OLDEST_CONTACT_AGE,CONTACTS_SCHEDULED,ESTIMATED_WAIT_TIME"

// values writes the values of everyCurrent.
func values(numbers ...string) string {
	var words []string
	for i, name := range strings.Split(everyCurrent, ",") {
		words = append(words, name+" "+numbers[i])
	}
	return strings.Join(words, ", ")
}

func TestCurrentMetricsCountAgentsAndContacts(t *testing.T) {
	f := newStaffed(t)
	queues := fmt.Sprintf(`"Queues":[%q,%q]`, f.basic, f.claims)
	whole := f.current(t, queues, everyCurrent, "")
	wantSame(t, "both queues", whole.lines(), []string{values("4", "2", "3", "4", "4", "2", "1", "1", "5", "3", "3", "120000", "0", "-")})
	if got, want := whole.DataSnapshotTime, float64(f.Clock.Now().UnixMilli())/1000; got != want || whole.ApproximateTotalCount != 1 {
		t.Errorf("got snapshot %f and %d in all, want %f and 1", got, whole.ApproximateTotalCount, want)
	}
	if unit := whole.MetricResults[0].Collections[11].Metric.Unit; unit != "SECONDS" {
		t.Errorf("got unit %q, want SECONDS", unit)
	}
	grouped := f.current(t, queues, everyCurrent, `"Groupings":["QUEUE"]`)
	wantSame(t, "by queue", grouped.lines(), []string{
		f.claims + ", " + values("4", "2", "3", "4", "4", "2", "1", "1", "5", "3", "2", "120", "0", "-"),
		f.basic + ", " + values("2", "1", "2", "2", "2", "1", "0", "1", "3", "1", "1", "60", "0", "-"),
	})
	profiles := fmt.Sprintf(`"RoutingProfiles":[%q,%q],"Channels":["CHAT"]`, f.both, arn("/routing-profile/"+f.second))
	some := "AGENTS_ONLINE,CONTACTS_IN_QUEUE"
	wantSame(t, "by profile and channel", ptr(f.current(t, profiles, some, `"Groupings":["ROUTING_PROFILE","CHANNEL"],"SortCriteria":[{"SortByMetric":"CONTACTS_IN_QUEUE","SortOrder":"ASCENDING"}]`)).lines(), []string{
		f.second + ", CHAT, AGENTS_ONLINE 2, CONTACTS_IN_QUEUE 2", f.both + ", CHAT, AGENTS_ONLINE 2, CONTACTS_IN_QUEUE 3",
	})
	wantSame(t, "by queue and profile", ptr(f.current(t, profiles, some, `"Groupings":["ROUTING_PROFILE","QUEUE"],"SortCriteria":[{"SortByMetric":"CONTACTS_IN_QUEUE"}]`)).lines()[2:], []string{
		f.basic + ", " + f.both + ", AGENTS_ONLINE 2, CONTACTS_IN_QUEUE 1",
	})
	wantSame(t, "by status", ptr(f.current(t, queues, "AGENTS_ONLINE,SLOTS_ACTIVE", `"Groupings":["AGENT_STATUS"]`)).lines(), []string{
		statusAvailable + ", AGENTS_ONLINE 3, SLOTS_ACTIVE 3", f.lunch + ", AGENTS_ONLINE 1, SLOTS_ACTIVE 1",
		statusOffline + ", AGENTS_ONLINE 0, SLOTS_ACTIVE 1",
	})
	wantSame(t, "of a status", ptr(f.current(t, queues+fmt.Sprintf(`,"AgentStatuses":[%q]`, f.lunch), "AGENTS_ONLINE", "")).lines(), []string{"AGENTS_ONLINE 1"})
	wantSame(t, "calls", ptr(f.current(t, queues+`,"Channels":["VOICE"]`, some, "")).lines(), []string{"AGENTS_ONLINE 0, CONTACTS_IN_QUEUE 0"})
	byID := read[currentAnswer](t, f.call(t, "POST", currentMetrics, `{"Filters":{`+queues+`},"CurrentMetrics":[{"MetricId":"arn:aws:connect:eu-west-1:aws:metric/AGENTS_STAFFED"}]}`))
	if got := *byID.MetricResults[0].Collections[0].Value; got != 3 {
		t.Errorf("by MetricId: got %f, want 3", got)
	}
}

// How long a contact would wait is told of one queue, by how fast agents take contacts on.
func TestCurrentMetricsEstimateTheWait(t *testing.T) {
	f := newStaffed(t)
	now := f.Clock.Now()
	for n := range 4 {
		f.keep(t, chat.Contact{
			ID: chat.ContactID(fmt.Sprintf("met %d", n)), QueueID: chat.QueueID(f.claims), EnqueuedAt: now.Add(-time.Hour), DequeuedAt: now,
			Agent: chat.AgentInfo{UserID: "a", AcceptedAt: now, ConnectedAt: now.Add(time.Duration(n-6) * time.Minute)},
		})
	}
	metrics := "CONTACTS_IN_QUEUE,ESTIMATED_WAIT_TIME"
	both := fmt.Sprintf(`"Queues":[%q,%q]`, f.basic, f.claims)
	sorted := `"Groupings":["QUEUE"],"SortCriteria":[{"SortByMetric":"ESTIMATED_WAIT_TIME"}]`
	wantSame(t, "by queue", ptr(f.current(t, both, metrics, sorted)).lines(), []string{
		f.claims + ", CONTACTS_IN_QUEUE 2, ESTIMATED_WAIT_TIME 360", f.basic + ", CONTACTS_IN_QUEUE 1, ESTIMATED_WAIT_TIME -",
	})
	wantSame(t, "one queue", ptr(f.current(t, fmt.Sprintf(`"Queues":[%q]`, f.claims), metrics, "")).lines(), []string{"CONTACTS_IN_QUEUE 2, ESTIMATED_WAIT_TIME 360"})
	wantSame(t, "two together", ptr(f.current(t, both, metrics, "")).lines(), []string{"CONTACTS_IN_QUEUE 3, ESTIMATED_WAIT_TIME -"})
	empty := f.createQueue(t, "Empty", "").QueueId
	third := f.createProfile(t, "third", chatsOf+`,"QueueConfigs":[`+routed(empty, "CHAT", 1, 0)+`]`).RoutingProfileId
	f.agentIs(t, "h", third, chat.AgentStatus{ID: statusAvailable, Type: chat.AgentRoutable})
	wantSame(t, "nobody waits", ptr(f.current(t, fmt.Sprintf(`"Queues":[%q]`, empty), metrics, "")).lines(), []string{"CONTACTS_IN_QUEUE 0, ESTIMATED_WAIT_TIME 0"})
}

func ptr[T any](v T) *T { return &v }

// An agent's own queue has one agent, whatever his profile serves.
func TestCurrentMetricsOfAnAgentsOwnQueue(t *testing.T) {
	f := newStaffed(t)
	user := f.createUser(t, "greta", "").UserId
	own := string(directory.OwnQueueID(chat.UserID(user)))
	f.agentIs(t, user, f.both, chat.AgentStatus{ID: statusAvailable, Type: chat.AgentRoutable})
	filter := func(queues ...string) string { return `"Queues":["` + strings.Join(queues, `","`) + `"]` }
	for _, tc := range [][2]string{
		{filter(own), "AGENTS_ONLINE 1, SLOTS_AVAILABLE 3"},
		{filter(f.basic), "AGENTS_ONLINE 3, SLOTS_AVAILABLE 4"},
		{filter(own, f.basic), "AGENTS_ONLINE 3, SLOTS_AVAILABLE 4"},
	} {
		wantSame(t, tc[0], ptr(f.current(t, tc[0], "AGENTS_ONLINE,SLOTS_AVAILABLE", "")).lines(), []string{tc[1]})
	}
}

func TestCurrentMetricsComeInPages(t *testing.T) {
	f := newStaffed(t)
	queues, metrics := fmt.Sprintf(`"Queues":[%q,%q]`, f.basic, f.claims), "AGENTS_ONLINE"
	const grouped = `"Groupings":["QUEUE","AGENT_STATUS"]`
	all := f.current(t, queues, metrics, grouped)
	var paged []string
	token := ""
	for {
		page := f.current(t, queues, metrics, grouped+`,"MaxResults":1,"NextToken":"`+token+`"`)
		paged = append(paged, page.lines()...)
		if page.ApproximateTotalCount != len(all.MetricResults) {
			t.Errorf("got %d in all, want %d", page.ApproximateTotalCount, len(all.MetricResults))
		}
		if page.NextToken == "" {
			break
		}
		token = page.NextToken
	}
	wantSame(t, "in pages", paged, all.lines())
	want(t, f.call(t, "POST", currentMetrics, currentBody(queues, "AGENTS_STAFFED", grouped+`,"NextToken":"`+token+`"`)), 400, "InvalidParameterException")
	f.Clock.Advance(5*time.Minute + time.Millisecond)
	late := f.call(t, "POST", currentMetrics, currentBody(queues, metrics, grouped+`,"NextToken":"`+token+`"`))
	want(t, late, 400, "InvalidParameterException")
}

func TestCurrentMetricsThatCannotBeCountedAreRefused(t *testing.T) {
	f := newStaffed(t)
	queues := fmt.Sprintf(`"Queues":[%q]`, f.basic)
	bad := func(name, filters, metrics, more string, code, says string) refusal {
		status := 400
		if code == "ResourceNotFoundException" {
			status = 404
		}
		return refusal{name, "POST", currentMetrics, currentBody(filters, metrics, more), status, code, says}
	}
	const parameter, request, missing = "InvalidParameterException", "InvalidRequestException", "ResourceNotFoundException"
	f.refuse(t,
		bad("no filter", ``, "AGENTS_ONLINE", "", parameter, "Filters"),
		bad("both filters", queues+`,"RoutingProfiles":["x"]`, "AGENTS_ONLINE", "", parameter, "Filters"),
		bad("no such queue", `"Queues":["x"]`, "AGENTS_ONLINE", "", missing, "queue"),
		bad("no such profile", `"RoutingProfiles":["x"]`, "AGENTS_ONLINE", "", missing, ""),
		bad("no such status", queues+`,"AgentStatuses":["x"]`, "AGENTS_ONLINE", "", missing, ""),
		bad("no such metric", queues, "AGENTS_ASLEEP", "", parameter, "Name"),
		bad("channels without a filter", queues, "AGENTS_ONLINE", `"Groupings":["CHANNEL"]`, request, "Groupings"),
		bad("a group twice", queues, "AGENTS_ONLINE", `"Groupings":["QUEUE","QUEUE"]`, parameter, "Groupings"),
		bad("a group that is not counted by", queues, "AGENTS_ONLINE", `"Groupings":["SUBTYPE"]`, request, "Groupings"),
		bad("a filter that is not counted by", queues+`,"Subtypes":["connect:Chat"]`, "AGENTS_ONLINE", "", request, "Subtypes"),
		bad("contacts by status", queues, "CONTACTS_IN_QUEUE", `"Groupings":["AGENT_STATUS"]`, request, "CurrentMetrics"),
		bad("contacts by profile", queues, "CONTACTS_IN_QUEUE", `"Groupings":["ROUTING_PROFILE"]`, request, "CurrentMetrics"),
		bad("another sort", queues, "AGENTS_ONLINE", `"SortCriteria":[{"SortByMetric":"AGENTS_ERROR"}]`, request, "SortCriteria"),
		bad("sort by slots", queues, "SLOTS_ACTIVE", `"SortCriteria":[{"SortByMetric":"SLOTS_ACTIVE"}]`, request, "SortCriteria"),
		bad("a made-up token", queues, "AGENTS_ONLINE", `"NextToken":"x"`, parameter, "NextToken"),
		refusal{"no metric", "POST", currentMetrics, `{"Filters":{` + queues + `},"CurrentMetrics":[]}`, 400, parameter, "CurrentMetrics"},
		refusal{"another unit", "POST", currentMetrics, `{"Filters":{` + queues + `},"CurrentMetrics":[{"Name":"AGENTS_ONLINE","Unit":"SECONDS"}]}`, 400, parameter, "CurrentMetrics"},
		refusal{"no such instance", "POST", "/metrics/current/x", currentBody(queues, "AGENTS_ONLINE", ""), 404, missing, ""},
	)
}

// An agent is counted by the routing profile that he has now, and not once he is gone.
func TestCurrentMetricsFollowUsers(t *testing.T) {
	f := newStaffed(t)
	user := f.createUser(t, "greta", "").UserId
	want(t, f.call(t, "PUT", "/users/"+instance+"/"+user+"/status", fmt.Sprintf(`{"AgentStatusId":%q}`, statusAvailable)), 200, "")
	online := func(when string, basic, both string) {
		t.Helper()
		for profile, number := range map[string]string{directory.BasicProfileID: basic, f.both: both} {
			got := f.current(t, fmt.Sprintf(`"RoutingProfiles":[%q]`, profile), "AGENTS_ONLINE", "")
			wantSame(t, when, got.lines(), []string{"AGENTS_ONLINE " + number})
		}
	}
	online("at first", "1", "2")
	want(t, f.call(t, "POST", "/users/"+instance+"/"+user+"/routing-profile", fmt.Sprintf(`{"RoutingProfileId":%q}`, f.both)), 200, "")
	online("with another profile", "0", "3")
	want(t, f.call(t, "DELETE", "/users/"+instance+"/"+user, ""), 200, "")
	online("once he is gone", "0", "2")
}
