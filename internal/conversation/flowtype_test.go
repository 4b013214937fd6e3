package conversation_test

import (
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// A flow runs where its type belongs and nowhere else: what an inbound flow says
// would be heard by the wrong side of a whisper.
func TestFlowsRunWhereTheirTypeBelongs(t *testing.T) {
	for hook, fits := range map[chat.Hook]flow.Type{
		chat.HookCustomerQueue:     flow.TypeCustomerQueue,
		chat.HookCustomerRemaining: flow.TypeContactFlow,
		chat.HookAgentWhisper:      flow.TypeAgentWhisper,
		chat.HookCustomerWhisper:   flow.TypeCustomerWhisper,
	} {
		for _, kind := range []flow.Type{flow.TypeContactFlow, flow.TypeCustomerQueue, flow.TypeAgentWhisper, flow.TypeCustomerWhisper} {
			t.Run(string(hook)+" "+string(kind), func(t *testing.T) {
				inWorld(t, func(w *world) {
					f := w.flowOf(kind, finishes())
					v := w.starts(through(w.flow(sets("flow", f),
						hooksTo(hook, "$.Attributes.flow").failing(flow.ErrorNoMatchingError, "no"),
						says("yes"), hangsUp(), says("no").named("no"), hangsUp()), asking()))
					want := "SYSTEM_MESSAGE: no"
					if kind == fits {
						want = "SYSTEM_MESSAGE: yes"
					}
					wantLines(w, "the hook", lines(v.listed()), want, "ended")
				})
			})
		}
	}
}

func TestChatsStartAndGoOnInInboundFlows(t *testing.T) {
	inWorld(t, func(w *world) {
		whisper := w.flowOf(flow.TypeAgentWhisper, says("a secret"), finishes())
		w.refuses("a chat in a whisper", through(whisper, asking()), chat.KindRejected)
		v := w.starts(through(w.flow(goesTo(whisper).failing(flow.ErrorNoMatchingError, "no"),
			says("no").named("no"), hangsUp()), asking()))
		wantLines(w, "a transfer to a whisper", lines(v.listed()), "SYSTEM_MESSAGE: no", "ended")
	})
}
