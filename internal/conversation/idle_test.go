package conversation

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// table plays the rules by hand: times are minutes, participants c (the customer),
// a and b (agents), and x (a bot).
type table struct {
	limits chat.RoleLimits
	idle   []chat.IdleParticipant
	due    map[chat.ParticipantID]int // 0 is no timer
	spoke  map[chat.ParticipantID]int
	log    []string
}

func (p *table) at(minute int) time.Time {
	return time.Date(2026, 3, 1, 9, minute, 0, 0, time.UTC)
}

func (p *table) minute(t time.Time) int {
	if t.IsZero() {
		return 0
	}
	return int(t.Sub(p.at(0)) / time.Minute)
}

var roles = map[chat.ParticipantID]chat.Role{
	"c": chat.RoleCustomer, "a": chat.RoleAgent, "b": chat.RoleAgent, "x": chat.RoleCustomBot, "s": chat.RoleSupervisor,
}

// play applies one step: "MINUTE begins WHO", "MINUTE speaks WHO" (by the short
// way, or by the long one for who is idle), "MINUTE due WHO".
func (p *table) play(step string) {
	var minute int
	var what string
	var who chat.ParticipantID
	if _, err := fmt.Sscanf(step, "%d %s %s", &minute, &what, &who); err != nil {
		panic(err)
	}
	s, one := silence{&p.limits, &p.idle}, &chat.Participant{ID: who, Role: roles[who]}
	var r reaction
	switch what {
	case "begins":
		r = s.begins(one, p.at(minute))
	case "speaks":
		p.spoke[who] = minute
		r = s.speaks(one, p.at(minute))
	case "due":
		p.due[who] = 0
		spoke := time.Time{}
		if m, ok := p.spoke[who]; ok {
			spoke = p.at(m)
		}
		r = s.due(one, spoke, p.at(minute), p.at(minute))
	}
	if r.timed {
		p.due[who] = p.minute(r.due)
	}
	if r.tell != "" {
		p.log = append(p.log, string(who)+" "+r.tell[strings.LastIndex(r.tell, ".")+1:])
	}
	if r.disconnect {
		p.log = append(p.log, "disconnect")
	}
}

func TestSilence(t *testing.T) {
	minutes := func(idle, disconnect int) chat.SilenceLimits {
		return chat.SilenceLimits{Idle: time.Duration(idle) * time.Minute, Disconnect: time.Duration(disconnect) * time.Minute}
	}
	for _, tc := range []struct {
		name            string
		customer, agent chat.SilenceLimits
		steps           string
		tells           string
		due             map[chat.ParticipantID]int
		idle            string
	}{
		{"nothing is set", minutes(0, 0), minutes(0, 0), "1 begins c, 1 begins a, 9 speaks c", "", nil, ""},
		{"each role has its own", minutes(2, 0), minutes(0, 5), "1 begins c, 1 begins a, 1 begins x, 1 begins s", "",
			map[chat.ParticipantID]int{"c": 3, "a": 6}, ""},
		{"idle alone", minutes(2, 0), minutes(0, 0), "1 begins c, 3 due c", "c idle", nil, "c"},
		{"disconnect alone counts at once", minutes(0, 4), minutes(0, 0), "1 begins c, 5 due c", "c autodisconnection, disconnect", nil, ""},
		{"disconnect after idle counts from then", minutes(2, 4), minutes(0, 0), "1 begins c, 3 due c", "c idle",
			map[chat.ParticipantID]int{"c": 7}, "c"},
		{"and is the end", minutes(2, 4), minutes(0, 0), "1 begins c, 3 due c, 7 due c", "c idle, c autodisconnection, disconnect", nil, "c"},
		{"idle that was seen late counts from when it was told", minutes(2, 4), minutes(0, 0), "1 begins c, 30 due c", "c idle",
			map[chat.ParticipantID]int{"c": 34}, "c"},
		{"a message puts idle off", minutes(3, 0), minutes(0, 0), "1 begins c, 2 speaks c, 4 due c", "",
			map[chat.ParticipantID]int{"c": 5}, ""},
		{"and again, until there is none", minutes(3, 0), minutes(0, 0), "1 begins c, 2 speaks c, 3 speaks c, 4 due c, 6 due c", "c idle", nil, "c"},
		{"a message at the very end of the limit is in time", minutes(3, 0), minutes(0, 0), "1 begins c, 4 speaks c, 4 due c", "",
			map[chat.ParticipantID]int{"c": 7}, ""},
		{"a message puts a lone disconnect off", minutes(0, 4), minutes(0, 0), "1 begins c, 2 speaks c, 5 due c", "",
			map[chat.ParticipantID]int{"c": 6}, ""},
		{"who was idle returns and starts over", minutes(2, 4), minutes(0, 0), "1 begins c, 3 due c, 6 speaks c", "c idle, c returned",
			map[chat.ParticipantID]int{"c": 8}, ""},
		{"and may be idle again", minutes(2, 4), minutes(0, 0), "1 begins c, 3 due c, 6 speaks c, 8 due c", "c idle, c returned, c idle",
			map[chat.ParticipantID]int{"c": 12}, "c"},
		{"a message of another changes nothing", minutes(2, 4), minutes(3, 0), "1 begins c, 1 begins a, 2 speaks a, 3 due c, 4 due a", "c idle",
			map[chat.ParticipantID]int{"c": 7, "a": 5}, "c"},
		{"agents are counted each for itself", minutes(0, 0), minutes(2, 3), "1 begins a, 1 begins b, 2 speaks b, 3 due a, 3 due b, 4 due b, 5 speaks a",
			"a idle, b idle, a returned", map[chat.ParticipantID]int{"a": 7, "b": 7}, "b"},
		{"an agent is disconnected as well", minutes(0, 0), minutes(0, 2), "1 begins a, 3 due a", "a autodisconnection, disconnect", nil, ""},
		{"a new beginning forgets idleness", minutes(2, 4), minutes(0, 0), "1 begins c, 3 due c, 5 begins c", "c idle",
			map[chat.ParticipantID]int{"c": 7}, ""},
		{"a timer of before the limit was lifted does nothing", minutes(0, 0), minutes(0, 0), "3 due c", "", nil, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := &table{
				limits: chat.RoleLimits{Customer: tc.customer, Agent: tc.agent},
				due:    map[chat.ParticipantID]int{}, spoke: map[chat.ParticipantID]int{},
			}
			for step := range strings.SplitSeq(tc.steps, ", ") {
				p.play(step)
			}
			if got := strings.Join(p.log, ", "); got != tc.tells {
				t.Errorf("told %q, want %q", got, tc.tells)
			}
			for who := range roles {
				if p.due[who] != tc.due[who] {
					t.Errorf("timer of %s is due in minute %d, want %d", who, p.due[who], tc.due[who])
				}
			}
			var idle []string
			for _, one := range p.idle {
				idle = append(idle, string(one.ID))
				if one.Role != roles[one.ID] {
					t.Errorf("%s is idle as %s, want %s", one.ID, one.Role, roles[one.ID])
				}
			}
			slices.Sort(idle)
			if got := strings.Join(idle, " "); got != tc.idle || got == "" && p.idle != nil {
				t.Errorf("idle are %q (nil: %t), want %q", got, p.idle == nil, tc.idle)
			}
		})
	}
}
