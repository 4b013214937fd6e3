package e2e

import (
	"fmt"
	"os/exec"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/node"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// streamsCrossingRow is one of these rows; by its name docs/compatibility.md finds the
// test.
type streamsCrossingRow = streamsRow

// streamsCrossingRows are about agents' pages of another site than the server, in a
// browser that keeps the storage of such frames apart and in one that does not.
var streamsCrossingRows = []streamsCrossingRow{
	{56, "frame_of_another_site_is_partitioned", func(t *testing.T, o *office) { worksFromAnotherSite(t, o, true) }},
	{57, "frame_of_another_site_is_not_partitioned", func(t *testing.T, o *office) { worksFromAnotherSite(t, o, false) }},
}

// TestStreamsCrossing plays them, by the page that needs no worker.
func TestStreamsCrossing(t *testing.T) {
	t.Parallel()
	if rejoin.Scaled() {
		t.Skip("it is about pages and a browser, and what they ask of a server is asked in both modes by other tests")
	}
	o := openOffice(t, streamsMode{name: "thin_page_over_tls", path: thinPage.path, tls: true})
	for _, r := range streamsCrossingRows {
		t.Run(fmt.Sprintf("row_%d_%s", r.number, r.name), func(t *testing.T) { r.prove(t, o) })
	}
}

// worksFromAnotherSite is about agents who sign in in the window that Streams opens, and
// about such as do so within the frame.
func worksFromAnotherSite(t *testing.T, o *office, partitioned bool) {
	chromium, err := exec.LookPath("chromium")
	must(t, err)
	page := node.Start(t, "crossing.js")
	var other struct{ Site string }
	must(t, page.Call(t.Context(), "launch", map[string]any{"executablePath": chromium, "partitioned": partitioned}, &other))
	_, err = o.s.Connect().AssociateApprovedOrigin(t.Context(), &connect.AssociateApprovedOriginInput{
		InstanceId: aws.String(o.s.InstanceID()), Origin: aws.String(other.Site),
	})
	must(t, err)
	for _, inFrame := range []bool{false, true} {
		t.Run(fmt.Sprint("in_the_frame_", inFrame), func(t *testing.T) { takesAChat(t, o, page, inFrame) })
	}
}

// takesAChat signs an agent in and has him take a chat.
func takesAChat(t *testing.T, o *office, page *node.Process, inFrame bool) {
	w := o.hire(t, "Eve", 1)
	var name string
	must(t, page.Call(t.Context(), "open", map[string]any{
		"server": o.door.URL, "name": w.name, "password": officePassword, "inFrame": inFrame,
	}, &name))
	if name != "Eve Agent" {
		t.Errorf("got %q, want Eve Agent", name)
	}
	d := w.chat(t)
	customer := o.customer(t, d)
	w.is(t, types.AgentStatusTypeRoutable) // an offer does not last while a customer comes
	var taken struct {
		Contact, ID string
		Took        float64
	}
	must(t, page.Call(t.Context(), "take", map[string]any{"text": "hello from elsewhere"}, &taken))
	if taken.Contact != d.ContactID || taken.Took > float64(unanswered.Milliseconds()) {
		t.Errorf("got %+v, want contact %s without a wait", taken, d.ContactID)
	}
	if got := customer.AwaitMessage(taken.ID); got.Content != "hello from elsewhere" {
		t.Errorf("got %q, want the agent's message", got.Content)
	}
}
