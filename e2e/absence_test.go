package e2e

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// pollsOn is an agent's page that goes on asking for news, whatever is answered, until
// the test has ended it.
func (d *desk) pollsOn() (stop func()) {
	ctx, cancel := context.WithCancel(d.t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.s.URL+"/api", http.NoBody)
			if err != nil {
				return
			}
			r.Header.Set("Content-Type", "application/x-amz-json-1.0")
			r.Header.Set("X-Amz-Target", "AmazonConnectCTIService.GetAgentSnapshot")
			r.Header.Set("X-Amz-Bearer", d.bearer)
			if answer, err := http.DefaultClient.Do(r); err == nil {
				answer.Body.Close()
			}
			select {
			case <-time.After(time.Second):
			case <-ctx.Done():
			}
		}
	}()
	return func() { cancel(); <-done }
}

// The nodes die under two agents. One's page comes back and his chat goes on; the
// other's does not, and his chat goes the way that it goes without an agent.
func TestAnAgentWhosePageIsGoneLosesHisChats(t *testing.T) {
	t.Parallel()
	s := rejoin.Start(t, rejoin.Options{Args: []string{"--agent-absence", "30s"}})
	talks := func() (d *desk, contact string) {
		d, queue := hired(t, s)
		d.is("routable")
		contact = start(t, s, withFlow(flowID(t, s, "queueing", queueing(queue)))).ContactID
		d.awaits("connecting")
		d.calls("AcceptContact", map[string]any{"contactId": contact}, nil)
		return d, contact
	}
	describe := func(contact string) *types.Contact {
		t.Helper()
		got, err := s.Connect().DescribeContact(t.Context(), &connect.DescribeContactInput{
			InstanceId: aws.String(s.InstanceID()), ContactId: aws.String(contact),
		})
		must(t, err)
		return got.Contact
	}
	stays, kept := talks()
	defer stays.pollsOn()()
	gone, lost := talks()
	leaves := gone.pollsOn()
	// Both are known to be there, which their nodes say every five seconds.
	for seen := time.Now(); time.Since(seen) < 12*time.Second; {
		gone.awaits("connected")
		<-time.After(time.Second)
	}
	leaves()
	s.Kill()
	up := time.Now() // from when on, at the earliest, nobody counts as gone
	must(t, s.Up())
	for describe(lost).DisconnectTimestamp == nil {
		if time.Since(up) > 2*time.Minute {
			t.Fatalf("the chat of an agent who is gone goes on after %s; the log says\n%s", time.Since(up), s.LogTail())
		}
		<-time.After(200 * time.Millisecond)
	}
	if after := time.Since(up); after < 30*time.Second {
		t.Errorf("he was lost %s after the start, want 30 s at least", after)
	} else {
		t.Logf("he was lost %.1f s after the start", after.Seconds())
	}
	if got := describe(lost).DisconnectReason; aws.ToString(got) != "AGENT_NETWORK_DISCONNECT" {
		t.Errorf("got reason %q, want AGENT_NETWORK_DISCONNECT", aws.ToString(got))
	}
	if c := describe(kept); c.DisconnectTimestamp != nil {
		t.Errorf("the chat of who came back has ended for %q", aws.ToString(c.DisconnectReason))
	}
	stays.awaits("connected")
	gone.awaits("ended")
}
