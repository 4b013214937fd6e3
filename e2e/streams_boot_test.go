package e2e

import (
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/streams"
)

var streamsBootRows = []streamsRow{
	{1, "frame_is_made_and_initialized_without_a_window", frameIsMadeAndInitialized},
	{2, "agent_is_told_with_name_and_state", agentIsToldWithNameAndState},
	{3, "agent_becomes_routable_once", agentBecomesRoutableOnce},
	{5, "states_queues_and_concurrency_are_the_agents", statesQueuesAndConcurrencyAreTheAgents},
	{6, "instance_is_known_from_the_routing_profile", instanceIsKnownFromTheRoutingProfile},
	{7, "state_has_a_duration", stateHasADuration},
}

// streamsLastRows look back on what happened to the page that the rows share.
var streamsLastRows = []streamsRow{
	{4, "nobody_outside_is_called", nobodyOutsideIsCalled},
}

func nobodyOutsideIsCalled(t *testing.T, o *office) {
	if hosts := o.ann.For(t).Outside(); len(hosts) > 0 {
		t.Errorf("got calls of %q", hosts)
	}
}

func frameIsMadeAndInitialized(t *testing.T, o *office) {
	ann := o.ann.For(t)
	var frame struct{ Name, Src string }
	ann.Evaluate(`const { name, src } = document.querySelector('iframe'); return { name, src }`, nil, &frame)
	if frame.Name != streams.FrameName || frame.Src != o.door.URL+o.path {
		t.Errorf("got the frame %+v, want %q with %s", frame, streams.FrameName, o.door.URL+o.path)
	}
	if got := len(ann.Since(0, "onInitialized")); got != 1 {
		t.Errorf("got initialized %d times, want once", got)
	}
	for _, event := range []string{"popup.opened", "ackTimeout", "onAuthFail"} {
		if got := ann.Since(0, event); len(got) > 0 {
			t.Errorf("got %s: %s", event, got[0].Raw)
		}
	}
}

func agentIsToldWithNameAndState(t *testing.T, o *office) {
	ann := o.ann.For(t)
	var name string
	ann.Get(streams.Place{}, &name, "getName")
	if state := ann.State(); name != "Ann Agent" || state.Name != "Available" || state.Type != "routable" {
		t.Errorf("got %q, %+v, want Ann Agent, who is available", name, state)
	}
}

func agentBecomesRoutableOnce(t *testing.T, o *office) {
	ann := o.ann.For(t)
	ann.Await(0, "agent.onStateChange", nil)
	changes, routable := ann.Since(0, "agent.onStateChange"), ann.Since(0, "agent.onRoutable")
	if len(changes) != 1 || len(routable) != 1 || !strings.Contains(string(changes[0].Raw), `"oldState":"Init","newState":"Available"`) {
		t.Errorf("got the changes %v and routable %d times, want one from Init to Available", changes, len(routable))
	}
}

func statesQueuesAndConcurrencyAreTheAgents(t *testing.T, o *office) {
	ann := o.ann.For(t)
	types := map[string]string{}
	for _, s := range ann.States() {
		if s.AgentStateARN == "" {
			t.Errorf("got the state %+v without its ARN", s)
		}
		types[s.Name] = s.Type
	}
	if types["Available"] != "routable" || types["Offline"] != "offline" || types[lunch] != "not_routable" {
		t.Errorf("got the states %v, want Available, Offline and %s among them", types, lunch)
	}
	var profile struct{ Queues []streams.Queue }
	ann.Get(streams.Place{}, &profile, "getRoutingProfile")
	if q := profile.Queues; len(q) == 0 || q[0].QueueID != q[0].QueueARN || !strings.HasSuffix(q[0].QueueARN, "/queue/"+o.annUser.queue) {
		t.Errorf("got the queues %+v, want %s first", profile.Queues, o.annUser.queue)
	}
	var chats float64
	if ann.Get(streams.Place{}, &chats, "getChannelConcurrency", "CHAT"); chats != 3 {
		t.Errorf("got %v chats at once, want 3", chats)
	}
}

func instanceIsKnownFromTheRoutingProfile(t *testing.T, o *office) {
	var instance string
	o.ann.For(t).Evaluate(`return connect.core.getAgentDataProvider().getInstanceId()`, nil, &instance)
	if instance != o.s.InstanceID() {
		t.Errorf("got the instance %q, want %s", instance, o.s.InstanceID())
	}
}

func stateHasADuration(t *testing.T, o *office) {
	var duration *float64 // NaN is null
	o.ann.For(t).Get(streams.Place{}, &duration, "getStateDuration")
	if duration == nil || *duration < 0 {
		t.Errorf("got %v, want a duration", duration)
	}
}
