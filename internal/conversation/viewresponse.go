package conversation

import (
	"context"
	"encoding/json"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// A flow may ask that the response to a view stays out of the transcript. Such a
// response is kept as an item without content that nobody sees, so that a repeat
// of it is known; the flow alone gets what it says. From the first such view on,
// responses that no open view takes are hidden too, as late ones, and those that a
// client sends twice, say the same.
// spec: ShowView, SensitiveDataConfiguration.

// isViewResponse reports whether a customer's item is the response to a view.
func isViewResponse(item *chat.Item) bool {
	if item.ContentType != chat.ContentInteractiveResponse || item.Role != chat.RoleCustomer {
		return false
	}
	var body struct {
		TemplateType string `json:"templateType"`
	}
	return json.Unmarshal([]byte(item.Content), &body) == nil && body.TemplateType == viewTemplate
}

// markOfHiding is the id of the message that brings the first view of a session
// whose response is hidden: by it the session is known to have had one.
func markOfHiding(id chat.SessionID) chat.ItemID {
	return chat.ItemIDFor(chat.ParticipantID(id), "the response is hidden")
}

// hasHidden reports whether the session has shown a view whose response is hidden.
func (c *Conversations) hasHidden(ctx context.Context, id chat.SessionID) (bool, error) {
	_, err := c.Store.Item(ctx, id, markOfHiding(id))
	if missing(err) {
		return false, nil
	}
	return err == nil, explain(err)
}

// respond takes the response to a view.
func (c *Conversations) respond(ctx context.Context, who Identity, item chat.Item) (chat.Item, error) {
	before, err := c.hasHidden(ctx, who.SessionID)
	if err != nil {
		return chat.Item{}, err
	}
	return c.sayAtLength(ctx, who, item, before)
}

// hidden is an item as it is kept when nobody is to see it.
func hidden(item chat.Item) chat.Item {
	item.Content, item.Visibility, item.Unlisted = "", chat.VisibleToNobody, true
	return item
}

// kept is a customer's item as it is stored, and whether it answers the view that
// the flow shows. If it does not, hideOthers hides it.
func (w *work) kept(item chat.Item, hideOthers bool) (kept chat.Item, answers bool) {
	answers, hide := w.answersView(&item)
	if hide || hideOthers && !answers {
		return hidden(item), answers
	}
	return item, answers
}

// answersView reports whether an item answers the view that the flow shows now, and
// whether it is to be hidden then.
func (w *work) answersView(item *chat.Item) (answers, hide bool) {
	if !isViewResponse(item) || !w.session.Awaits().Has(chat.AwaitsCustomer) {
		return false, false
	}
	_, st, err := readParked(w.session.Flow.State)
	if err != nil {
		return false, false // tellFlow sees to it
	}
	return st.AnswersView(flow.Heard{ContentType: item.ContentType, Text: item.Content})
}
