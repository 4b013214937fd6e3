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

// consult parks the execution until a keeper has answered. Whether there is one is
// settled by the server's configuration, so a flow without is told at once.
// spec: Customer profiles block; Data Table block.
func (w *work) consult(st flow.State, cmd flow.Consult) (flow.Input, error) {
	if outside := w.conversations.Outside; outside == nil || !outside.Keeps(cmd.Keeper) {
		if cmd.Keeper == flow.KeeperOfProfiles {
			return refused("there are no customer profiles here"), nil
		}
		return refused("there are no data tables here"), nil
	}
	return nil, w.parkCall(st, &pendingCall{Consult: &cmd})
}
