package legacy

import (
	"strings"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// wait parks the flow. The time is called as the designer's own exports call it.
func (b *block) wait() {
	b.is("Wait")
	b.set("TimeLimitSeconds", "TimeoutSeconds", "TimeLimitSeconds")
	events := []string{}
	for _, e := range []struct {
		event     flow.Event
		interrupt []string
		branches  []string
	}{
		{flow.EventCustomerReturned, []string{"InterruptOnCustomerReturn"}, []string{"CustomerReturn", "CustomerReturned"}},
		{
			flow.EventBotParticipantDisconnected,
			[]string{"InterruptOnBotParticipantDisconnect", "InterruptOnBotDisconnect"},
			[]string{"BotParticipantDisconnected", "BotParticipantDisconnect", "BotDisconnect"},
		},
	} {
		wanted := strings.EqualFold(b.value(e.interrupt...), "true")
		if b.when(string(e.event), e.branches...) || wanted {
			events = append(events, string(e.event))
		}
	}
	if len(events) > 0 {
		b.action.Parameters["Events"] = events
	}
	b.when("WaitCompleted", "Timeout")
	b.raise(flow.ErrorParticipantNotFound, "ParticipantNotFound")
	b.raise(flow.ErrorNoMatchingError, "Error")
	b.otherwise()
}

func (b *block) endFlow() { b.is("EndFlowExecution") }

func (b *block) endModule() { b.is("EndFlowModuleExecution") }

func (b *block) setLogging() {
	b.is("UpdateFlowLoggingBehavior")
	b.action.Parameters["FlowLoggingBehavior"] = enabled(b.value("LoggingBehavior"))
	b.next("Success")
	b.raise(flow.ErrorNoMatchingError, "Error")
}

func (b *block) associate() {
	b.is("CreatePersistentContactAssociation")
	b.set("RehydrationType", "RehydrationType")
	b.set("SourceContactId", "SourceContactId")
	b.success()
}
