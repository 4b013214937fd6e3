package e2e

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
)

var viewRows = []row{
	{102, "view_token_leads_to_the_view", viewTokenLeadsToTheView},
	{103, "unknown_view_token_is_not_found", unknownViewTokenIsNotFound},
}

// viewTokenLeadsToTheView reads a view as the widget does: the template, the schema and
// the actions by the token, the data from the message.
func viewTokenLeadsToTheView(t *testing.T) {
	s := sharedServer(t)
	p := arrive(t, s, withFlow(flowID(t, s, "shows a form", formFlow)), contentTypes(interactive, chatjs.InteractiveResponse))
	page, err := p.Page(map[string]any{})
	must(t, err)
	var message struct {
		Data struct{ Content struct{ ViewToken string } }
	}
	for _, item := range page.Transcript {
		if item.ContentType == interactive {
			must(t, json.Unmarshal([]byte(item.Content), &message))
		}
	}
	var got struct {
		Data struct {
			View struct {
				ID      string `json:"Id"`
				Content struct {
					Template, InputSchema string
					Actions               []string
				}
			}
		}
	}
	must(t, p.Call("describeView", map[string]string{"viewToken": message.Data.Content.ViewToken}, &got))
	v := got.Data.View
	if v.ID != "form" || !json.Valid([]byte(v.Content.Template)) || !json.Valid([]byte(v.Content.InputSchema)) || len(v.Content.Actions) != 3 {
		t.Errorf("got %+v, want the form", v)
	}
}

func unknownViewTokenIsNotFound(t *testing.T) {
	p := arrive(t, sharedServer(t))
	err := p.Call("describeView", map[string]string{"viewToken": "a/b+c="}, nil)
	wantRejection(t, err, "ResourceNotFoundException", http.StatusNotFound)
}
