package conversation_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// crowd is more than a look reads at a time.
const crowd = 120

// wantsTea has a contact wait for who is good at it, for so many seconds, 0 for ever.
func wantsTea(seconds int) action {
	step := map[string]any{"Expression": map[string]any{"AttributeCondition": map[string]any{
		"Name": "Skill", "Value": "Tea", "ComparisonOperator": "NumberGreaterOrEqualTo", "ProficiencyLevel": 3,
	}}}
	if seconds > 0 {
		step["Expiry"] = map[string]any{"DurationInSeconds": seconds}
	}
	return action{kind: "UpdateContactRoutingCriteria", params: map[string]any{"RoutingCriteria": map[string]any{"Steps": []any{step}}}}
}

// staff hires agents of one routing profile, each with one place and available; the
// last of them makes good tea.
func (w *world) staff(n int) (users []chat.UserID) {
	w.t.Helper()
	first := w.serves("Agent 0", 1)
	u, err := w.names.User(context.Background(), instance, string(first))
	w.check(err)
	users = append(users, first)
	for i := 1; i < n; i++ {
		spec := directory.UserSpec{RoutingProfileID: u.Spec.RoutingProfileID}
		if i == n-1 {
			spec.Proficiencies = []directory.Proficiency{{Attribute: "Skill", Value: "Tea", Level: 4}}
		}
		w.pass(time.Second)
		user := w.hiresAs(fmt.Sprint("Agent ", i), spec)
		w.is(user, chat.AgentRoutable)
		users = append(users, user)
	}
	return users
}

// lined is a chat that waits in the basic queue, after something was set.
func (w *world) lined(set ...action) *visit {
	w.t.Helper()
	return w.starts(through(w.flow(append(set, targets(directory.BasicQueueID), enqueues().failing(flow.ErrorNoMatchingError, "no").last(),
		hangsUp().named("no"))...), asking()))
}

func TestAnAgentIsOfferedWhatStandsBehindManyThatHeMayNotHave(t *testing.T) {
	inWorld(t, func(w *world) {
		w.dispatches()
		for range crowd {
			w.lined(wantsTea(0))
		}
		v := w.lined()
		bert := w.serves("Bert", 1)
		w.settle()
		w.wantBefore("behind a crowd", bert, "CONNECTING")
		if c := v.contact(1); c.Agent.UserID != bert {
			t.Errorf("got %+v, want the one that anybody may have", c.Agent)
		}
	})
}

func TestAContactIsOfferedToWhoStandsBehindManyWhoMayNotHaveIt(t *testing.T) {
	inWorld(t, func(w *world) {
		w.dispatches()
		users := w.staff(crowd)
		v := w.lined(wantsTea(0))
		w.settle()
		w.wantBefore("behind a crowd", users[crowd-1], "CONNECTING")
		if c := v.contact(1); c.Agent.UserID != users[crowd-1] {
			t.Errorf("got %+v, want the one who makes tea", c.Agent)
		}
	})
}

// Once a step has expired the contact is anybody's: of the longest idle one.
func TestAContactIsOfferedToOthersWhenItsStepExpires(t *testing.T) {
	inWorld(t, func(w *world) {
		w.dispatches()
		users := w.staff(3)
		w.is(users[2], chat.AgentOffline)
		v := w.lined(wantsTea(60))
		w.settle()
		w.pass(59 * time.Second)
		if c := v.contact(1); !c.Waiting() {
			t.Fatalf("got %+v, want it to wait for who makes tea", c.Agent)
		}
		w.restart(0) // the timer is kept
		w.dispatches()
		w.pass(2 * time.Second)
		w.settle()
		if c := v.contact(1); slices.Index(users, c.Agent.UserID) != 0 {
			t.Errorf("got %+v, want it offered to the longest idle", c.Agent)
		}
	})
}

// Nobody is free when the contact begins to wait; who is later may have it once its
// step has expired, also out of a queue of his own.
func TestAContactIsOfferedToWhoWaitedForItsStepToExpire(t *testing.T) {
	for name, own := range map[string]bool{"a queue of many": false, "his own queue": true} {
		t.Run(name, func(t *testing.T) { inWorld(t, func(w *world) { w.waitsForStep(own) }) })
	}
}

func (w *world) waitsForStep(own bool) {
	w.dispatches()
	bert := w.serves("Bert", 1)
	w.is(bert, chat.AgentOffline)
	queue := targets(directory.BasicQueueID)
	if own {
		queue = aims(string(directory.OwnQueueID(bert)))
	}
	v := w.starts(through(w.flow(wantsTea(60), queue, enqueues().failing(flow.ErrorNoMatchingError, "no").last(),
		hangsUp().named("no")), asking()))
	w.settle()
	w.pass(time.Second)
	w.is(bert, chat.AgentRoutable)
	w.settle()
	if c := v.contact(1); !c.Waiting() {
		w.t.Fatalf("got %+v, want it to wait for who makes tea", c.Agent)
	}
	w.pass(60 * time.Second)
	w.settle()
	if c := v.contact(1); c.Agent.UserID != bert {
		w.t.Errorf("got %+v, want it offered to who waited", c.Agent)
	}
}
