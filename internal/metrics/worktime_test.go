package metrics

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

func minute(n int) time.Time { return noon.Add(time.Duration(n) * time.Minute) }

// An agent has lunch after twenty minutes and goes home after an hour; he had two
// contacts that overlap, and one that he has not cleared yet.
func TestWhatAgentsDid(t *testing.T) {
	status := func(agent string, kind chat.AgentStatusType, from, to int) *chat.StatusSpan {
		return &chat.StatusSpan{UserID: chat.UserID(agent), ProfileID: "p", Type: kind, BeganAt: minute(from), EndedAt: minute(to)}
	}
	work := func(agent string, from, to int) *chat.Contact {
		c := &chat.Contact{Agent: chat.AgentInfo{UserID: chat.UserID(agent), ProfileID: "p", AcceptedAt: minute(from)}}
		if to > 0 {
			c.Agent.ClearedAt = minute(to)
		}
		return c
	}
	counted := func(groups []Dimension, filters map[Dimension][]string, to int, period Period) string {
		q := &Query{Intervals: Intervals(Stretch{minute(0), minute(to)}, period, time.UTC), Groups: groups, Filters: filters}
		for _, name := range []string{"SUM_ONLINE_TIME_AGENT", "SUM_NON_PRODUCTIVE_TIME_AGENT", "SUM_IDLE_TIME_AGENT", "AGENT_OCCUPANCY"} {
			q.Asked = append(q.Asked, Asked{Measure: Find(name)})
		}
		table := New(q)
		for _, s := range []*chat.StatusSpan{
			status("a", chat.AgentOffline, -60, 0), status("a", chat.AgentRoutable, 0, 20), status("a", chat.AgentCustom, 20, 30),
			status("a", chat.AgentRoutable, 30, 60), status("a", chat.AgentOffline, 60, 90), status("b", chat.AgentRoutable, -30, 10),
		} {
			table.AddStatus(s)
		}
		for _, c := range []*chat.Contact{work("a", 5, 15), work("a", 10, 25), work("b", 5, 0), {}} {
			table.AddWork(c, minute(40))
		}
		var lines []string
		for _, row := range table.Rows() {
			line := []string{fmt.Sprint(row.Interval), strings.Join(row.Group, " ")}
			for _, n := range row.Numbers {
				line = append(line, told(n))
			}
			lines = append(lines, strings.Join(line, "|"))
		}
		return strings.Join(lines, "\n")
	}
	for _, tc := range []struct{ name, got, want string }{
		{"each", counted([]Dimension{ByAgent}, nil, 120, Whole), "0|a|3600|600|2100|36.363636\n0|b|600|0|300|87.5"},
		{"together", counted(nil, nil, 120, Whole), "0||4200|600|2400|57.894737"},
		{"one", counted(nil, map[Dimension][]string{ByAgent: {"a"}, ByProfile: {"p"}}, 120, Whole), "0||3600|600|2100|36.363636"},
		{"nobody", counted(nil, map[Dimension][]string{ByAgent: {"c"}}, 120, Whole), "0||0|0|0|none"},
		{"cut", counted([]Dimension{ByAgent}, map[Dimension][]string{ByAgent: {"a"}}, 90, HalfHour), "0|a|1800|600|300|80\n1|a|1800|0|1800|0"},
	} {
		if tc.got != tc.want {
			t.Errorf("%s: got\n%s\nwant\n%s", tc.name, tc.got, tc.want)
		}
	}
}

func TestJoinedStretches(t *testing.T) {
	s := func(from, to int) Stretch { return Stretch{minute(from), minute(to)} }
	got := joined([]Stretch{s(5, 6), s(1, 2), s(2, 3), s(1, 4), s(5, 9)})
	if want := []Stretch{s(1, 4), s(5, 9)}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
