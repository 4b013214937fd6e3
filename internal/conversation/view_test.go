package conversation_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

func shows(view string, data map[string]any) action {
	return action{kind: "ShowView", params: map[string]any{
		"ViewResource": map[string]string{"Id": view, "Version": "$LATEST"}, "ViewData": data,
	}}
}

func viewFlow(view string) []action {
	return []action{
		shows(view+":1", map[string]any{"Heading": "Shall we go on?", "Next": "Yes"}).on("Next", "yes").
			failing(flow.ErrorNoMatchingCondition, "other").failing(flow.ErrorNoMatchingError, "broken"),
		says("yes: $.Views.Action").named("yes"), hangsUp(),
		says("something else").named("other"), hangsUp(),
		says("no view").named("broken"), hangsUp(),
	}
}

// interactive is a start by a client that shows views.
func interactive(r conversation.StartRequest) conversation.StartRequest {
	r.ContentTypes = []string{chat.ContentPlain, chat.ContentInteractive, chat.ContentInteractiveResponse}
	return r
}

func TestAViewIsShownAndAnswered(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.begins(interactive(through(w.flow(viewFlow("confirmation")...), asking())))
		shown := v.listed()[0].Item
		var m struct {
			TemplateType string
			Data         struct {
				Content struct{ ViewID, ViewToken string }
			}
		}
		w.check(json.Unmarshal([]byte(shown.Content), &m))
		if shown.ContentType != chat.ContentInteractive || m.TemplateType != "ViewResource" || m.Data.Content.ViewToken == "" {
			t.Errorf("got %s %s, want a view with a token", shown.ContentType, shown.Content)
		}
		v.says("what is this?") // is no answer to a view
		v.wantActive()
		_, err := w.Say(context.Background(), v.customer, conversation.Message{
			ContentType: chat.ContentInteractiveResponse,
			Content:     `{"templateType":"ViewResource","version":"1.0","action":"Next","data":{}}`,
		})
		w.check(err)
		all := v.listed()
		equal(w, "listed last but one", line(all[len(all)-2]), "SYSTEM_MESSAGE: yes: Next")
		v.wantEnded(chat.DisconnectContactFlow)
	})
}

func TestAViewThatCannotBeShownIsAnError(t *testing.T) {
	inWorld(t, func(w *world) {
		for name, r := range map[string]conversation.StartRequest{
			"a client without views": through(w.flow(viewFlow("confirmation")...), asking()),
			"no such view":           interactive(through(w.flow(viewFlow("nothing")...), asking())),
		} {
			v := w.starts(r)
			all := v.listed()
			equal(w, name, line(all[0]), "SYSTEM_MESSAGE: no view")
		}
	})
}
