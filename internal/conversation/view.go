package conversation

import (
	"encoding/json"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// ViewSealer makes the tokens by which participants of a session read a view that
// a flow shows them.
type ViewSealer interface {
	SealView(session chat.SessionID, reference, content string) (string, error)
}

// viewTemplate is the template type of views and of the responses to them.
const viewTemplate = "ViewResource"

// viewMessage is the message that brings a view.
// client: amazon-connect-chat-interface src/components/Chat/ChatMessage, ViewResource.
type viewMessage struct {
	TemplateType string `json:"templateType"`
	Version      string `json:"version"`
	Data         struct {
		Content viewContent `json:"content"`
	} `json:"data"`
}

type viewContent struct {
	ViewID    string          `json:"viewId"`
	ViewToken string          `json:"viewToken"`
	ViewData  json.RawMessage `json:"viewData"`
}

// showView sends the customer a view. A chat whose client does not say that it
// takes interactive messages and answers them cannot show one. spec: ShowView.
func (w *work) showView(cmd flow.ShowView) (flow.Input, error) {
	for _, needed := range []string{chat.ContentInteractive, chat.ContentInteractiveResponse} {
		if !slices.Contains(w.session.ContentTypes, needed) {
			return refused("the chat does not take " + needed), nil
		}
	}
	reference := cmd.ViewID
	if cmd.Version != "" { // it goes before a version that is part of the id
		reference, _ = directory.CutQualifier(reference)
		reference += ":" + cmd.Version
	}
	data := json.RawMessage(cmd.Data)
	if len(data) == 0 {
		data = json.RawMessage("{}")
	}
	v, err := w.view(reference)
	if err != nil {
		return nil, err
	}
	if v == nil {
		return refused("the view does not exist"), nil
	}
	if err := v.Check(data); err != nil {
		return refused(reason(err)), nil
	}
	token, err := w.conversations.Views.SealView(w.session.ID, v.Reference(), v.Content.Hash())
	if err != nil {
		return nil, chat.Internal("seal a view", err)
	}
	m := viewMessage{TemplateType: viewTemplate, Version: "1.0"}
	m.Data.Content = viewContent{ViewID: v.ID, ViewToken: token, ViewData: data}
	content, err := json.Marshal(m)
	if err != nil {
		return nil, chat.Internal("write a view's message", err)
	}
	if err := w.tellView(string(content), cmd.HideResponse); err != nil {
		return nil, err
	}
	return flow.Result{Value: v.Name}, nil
}

// tellView appends the message that brings a view. The first one whose response is
// to be hidden has an id of its own, see markOfHiding.
func (w *work) tellView(content string, hides bool) error {
	item := chat.Item{
		Type: chat.TypeMessage, ContentType: chat.ContentInteractive, Content: content,
		ParticipantID: systemParticipant(w.session.ID), Role: chat.RoleSystem, DisplayName: chat.SystemDisplayName,
	}
	if hides {
		item.ID = markOfHiding(w.session.ID)
	}
	_, repeated, err := w.append(item)
	if repeated { // there was one before
		item.ID = ""
		_, _, err = w.append(item)
	}
	return err
}
