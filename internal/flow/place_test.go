package flow_test

import (
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

func TestTypeForHook(t *testing.T) {
	for hook, want := range map[flow.Hook]flow.Type{
		flow.HookCustomerQueue:     flow.TypeCustomerQueue,
		flow.HookCustomerRemaining: flow.TypeContactFlow,
		flow.HookAgentWhisper:      flow.TypeAgentWhisper,
		flow.HookCustomerWhisper:   flow.TypeCustomerWhisper,
		flow.HookAgentHold:         flow.TypeAgentHold,
		flow.HookCustomerHold:      flow.TypeCustomerHold,
		flow.HookDefaultAgentUI:    flow.TypeContactFlow,
		flow.HookDisconnectAgentUI: flow.TypeContactFlow,
		flow.HookPauseContact:      flow.TypeContactFlow,
		flow.HookResumeContact:     flow.TypeContactFlow,
		"NoSuchHook":               "",
	} {
		if got := flow.TypeForHook(hook); got != want {
			t.Errorf("%s takes a flow of type %q, want %q", hook, got, want)
		}
	}
}

func TestCanTransferTo(t *testing.T) {
	for _, c := range []struct {
		from, to flow.Type
		want     bool
	}{
		{flow.TypeContactFlow, flow.TypeContactFlow, true},
		{flow.TypeContactFlow, flow.TypeAgentTransfer, true},
		{flow.TypeContactFlow, flow.TypeQueueTransfer, true},
		{flow.TypeQueueTransfer, flow.TypeContactFlow, true},
		{flow.TypeAgentTransfer, flow.TypeQueueTransfer, true},
		{flow.TypeModule, flow.TypeContactFlow, true},
		{flow.TypeContactFlow, flow.TypeModule, false},
		{flow.TypeContactFlow, flow.TypeCustomerQueue, false},
		{flow.TypeContactFlow, flow.TypeAgentWhisper, false},
		{flow.TypeContactFlow, flow.TypeCustomerHold, false},
		{flow.TypeContactFlow, flow.TypeCampaign, false},
		{flow.TypeContactFlow, "", false},
		{flow.TypeCustomerQueue, flow.TypeContactFlow, false},
		{flow.TypeAgentWhisper, flow.TypeAgentWhisper, false},
	} {
		if got := flow.CanTransferTo(c.from, c.to); got != c.want {
			t.Errorf("from %s to %s: %v, want %v", c.from, c.to, got, c.want)
		}
	}
}
