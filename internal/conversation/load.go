package conversation

import (
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// loadFlow gives a flow the one that it goes on in.
func (w *work) loadFlow(cmd flow.LoadFlow) (flow.Input, error) {
	f, err := w.flow(string(cmd.FlowID))
	return loaded(f), err
}

// loadContent gives a module that is over the document that called it.
func (w *work) loadContent(cmd flow.LoadContent) (flow.Input, error) {
	doc, err := w.content(chat.FlowContentID(cmd.Content))
	if err != nil || doc == nil {
		return flow.Result{Error: flow.ErrorNoMatchingError}, err
	}
	return flow.Loaded{FlowID: cmd.FlowID, Content: cmd.Content, Document: doc}, nil
}

func loaded(r *directory.Runnable) flow.Input {
	if r == nil {
		return flow.Result{Error: flow.ErrorNoMatchingError}
	}
	return flow.Loaded{
		FlowID: flow.ID(r.FlowID), Content: string(r.ContentID), Type: r.Type, Document: r.Document,
	}
}
