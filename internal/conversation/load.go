package conversation

import (
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// loadFlow gives a flow the one that it goes on in.
func (w *work) loadFlow(cmd flow.LoadFlow) (flow.Input, error) {
	f, err := w.flow(string(cmd.FlowID))
	if err != nil {
		return nil, err
	}
	if f != nil && !flow.CanTransferTo(w.flowType, f.Type) {
		return refused("a flow of type " + string(f.Type) + " cannot be transferred to from here"), nil
	}
	return loaded(f), nil
}

// loadModule gives a flow a module.
func (w *work) loadModule(cmd flow.LoadModule) (flow.Input, error) {
	m, err := w.module(string(cmd.ModuleID))
	if err != nil {
		return nil, err
	}
	return loaded(m), nil
}

// loadContent gives a module that is over the document that called it.
func (w *work) loadContent(cmd flow.LoadContent) (flow.Input, error) {
	doc, err := w.content(chat.FlowContentID(cmd.Content))
	if err != nil {
		return nil, err
	}
	if doc == nil {
		return refused("the flow that called the module is not kept"), nil
	}
	return flow.Loaded{FlowID: cmd.FlowID, Content: cmd.Content, Document: doc}, nil
}

func loaded(r *directory.Runnable) flow.Input {
	if r == nil {
		return refused("it does not exist or is not published")
	}
	return flow.Loaded{
		FlowID: flow.ID(r.FlowID), Content: string(r.ContentID), Type: r.Type, Document: r.Document,
	}
}
