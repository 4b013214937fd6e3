package conversation

import "github.com/rejoin-chat/rejoin/internal/flow"

// askBot parks the execution until a bot has answered.
// spec: ConnectParticipantWithLexBot.
func (w *work) askBot(st flow.State, cmd flow.AskBot) (flow.Input, error) {
	if w.conversations.Outside == nil {
		return flow.Result{Error: flow.ErrorNoMatchingError}, nil
	}
	return nil, w.parkCall(st, &pendingCall{Bot: &cmd})
}
