package conversation

import "github.com/rejoin-chat/rejoin/internal/flow"

// askBot parks the execution until a bot has answered.
// spec: ConnectParticipantWithLexBot.
func (w *work) askBot(st flow.State, cmd flow.AskBot) (flow.Input, error) {
	if w.conversations.Outside == nil {
		return refused("this server reaches no bots"), nil
	}
	return nil, w.parkCall(st, &pendingCall{Bot: &cmd})
}

// invoke parks the execution until a function has answered, or taken, its event.
// spec: InvokeLambdaFunction.
func (w *work) invoke(st flow.State, cmd flow.InvokeFunction) (flow.Input, error) {
	if w.conversations.Outside == nil {
		return refused("this server reaches no functions"), nil
	}
	event, err := w.functionEvent(cmd.Parameters)
	if err != nil {
		return nil, err
	}
	return nil, w.parkCall(st, &pendingCall{Function: &cmd, Event: event})
}
