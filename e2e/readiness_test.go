package e2e

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/chatclient"
	"github.com/rejoin-chat/rejoin/e2e/cluster"
)

// A node tells what is away, and what it can do without that it does.
func TestNodeTellsWhatIsAway(t *testing.T) {
	t.Parallel()
	scaledOnly(t)
	c := cluster.Start(t, cluster.Options{})
	for node := range c.Nodes {
		awaitAway(t, c, node)
	}
	details := startAt(t, c, 0)
	customer := attend(t, c, 0, details)
	invited := invite(t, c.Server, details.ContactID, details.ContactID, agentName)
	agent := attend(t, c, 1, chatclient.ChatDetails{
		ContactID: details.ContactID, ParticipantID: invited.ParticipantID, ParticipantToken: invited.ParticipantToken,
	})
	exchange(t, customer, agent, "before")
	t.Run("broker", func(t *testing.T) { brokerIsAway(t, c, customer, agent) })
	t.Run("database", func(t *testing.T) { databaseIsAway(t, c, customer, agent) })
	t.Run("files", func(t *testing.T) { filesAreAwayAtANode(t, c) })
	for _, a := range []*attendee{customer, agent} {
		if got := a.lost.Load(); got != 0 {
			t.Errorf("%s lost the socket %d times, want never: no node was down", a.name, got)
		}
	}
}

// Without its broker a node begins no chat, and goes on with those that run.
func brokerIsAway(t *testing.T, c *cluster.Cluster, customer, agent *attendee) {
	c.Isolate(0)
	awaitAway(t, c, 0, "broker")
	awaitAway(t, c, 1)
	wantRetryable(t, startRefusedAt(c, 0))
	exchange(t, customer, agent, "without the broker")
	c.Reconnect(0)
	awaitAway(t, c, 0)
	startAt(t, c, 0)
	exchange(t, customer, agent, "with the broker again")
}

// Without their database nodes keep their sockets, and go on when it is back.
func databaseIsAway(t *testing.T, c *cluster.Cluster, customer, agent *attendee) {
	must(t, c.Database.StopImmediately())
	for node := range c.Nodes {
		awaitAway(t, c, node, "database")
	}
	wantRetryable(t, startRefusedAt(c, 1))
	heard := make(chan error, 1)
	// Ends when the message is stored, after the database is back.
	go func() {
		_, err := customer.session.SendMessage(t.Context(), chatclient.Message{Content: "into the void"})
		heard <- err
	}()
	must(t, c.Database.Resume())
	must(t, <-heard)
	for node := range c.Nodes {
		awaitAway(t, c, node)
	}
	agent.await(t, "into the void")
	exchange(t, customer, agent, "with the database again")
}

// Without its files a node is ready, and says that they are away.
func filesAreAwayAtANode(t *testing.T, c *cluster.Cluster) {
	c.Files.Stop(t)
	endAt(t, c, 2)
	awaitAway(t, c, 2, "files")
	c.Files.Restart(t)
	endAt(t, c, 2)
	awaitAway(t, c, 2)
}

// endAt begins and ends a chat at a node.
func endAt(t *testing.T, c *cluster.Cluster, node int) {
	t.Helper()
	must(t, chatclient.New(c.At(node), startAt(t, c, node)).DisconnectParticipant(t.Context()))
}

// awaitAway waits until a node says that these of its dependencies are away, and
// no others, and is ready unless it cannot do without.
func awaitAway(t *testing.T, c *cluster.Cluster, node int, away ...string) {
	t.Helper()
	want := map[string]string{"database": "ok", "broker": "ok", "files": "ok"}
	reason := ""
	for _, name := range away {
		want[name] = "away"
		if name != "files" {
			reason = "the " + name + " is away"
		}
	}
	eventually(t, fmt.Sprintf("node %d says that %v is away", node+1, away), func() string {
		got, err := c.Nodes[node].Readiness(t.Context())
		switch {
		case err != nil:
			return err.Error()
		case !maps.Equal(got.Dependencies, want) || got.Reason != reason || got.Ready != (reason == ""):
			return fmt.Sprintf("got %+v, want dependencies %v and reason %q", got, want, reason)
		}
		return ""
	})
}

// startAt starts a chat at a node.
func startAt(t *testing.T, c *cluster.Cluster, node int) chatclient.ChatDetails {
	t.Helper()
	details, err := chatclient.Start(t.Context(), chatclient.StartOptions{
		Endpoint: c.Nodes[node].URL, DisplayName: customerName,
		ContactFlowID: flowID(t, c.Server, "for a node", waitingFlow), RetryFor: patience,
	})
	must(t, err)
	return details
}

// startRefusedAt calls StartChatContact of a node once.
func startRefusedAt(c *cluster.Cluster, node int) error {
	_, err := c.Connect().StartChatContact(background, &connect.StartChatContactInput{
		InstanceId: aws.String(c.InstanceID()), ContactFlowId: aws.String(c.FlowID()),
		ParticipantDetails: &types.ParticipantDetails{DisplayName: aws.String(customerName)},
	}, func(o *connect.Options) {
		o.BaseEndpoint = aws.String(c.Nodes[node].URL)
		o.RetryMaxAttempts = 1
	})
	return err
}

// wantRetryable wants an error that SDKs retry: one that the service made, with a
// status of 500 or more.
func wantRetryable(t *testing.T, err error) {
	t.Helper()
	var response *awshttp.ResponseError
	if !errors.As(err, &response) || response.HTTPStatusCode() < 500 {
		t.Errorf("got error %v, want one that asks to try again", err)
	}
}

// attendee is a participant at one node, and what the socket brought.
type attendee struct {
	name    string
	session *chatclient.Session
	lost    atomic.Int64

	mu    sync.Mutex
	heard []string
}

// attend lets a participant in at a node.
func attend(t *testing.T, c *cluster.Cluster, node int, d chatclient.ChatDetails) *attendee {
	t.Helper()
	config := c.At(node)
	config.RetryFor = patience
	config.NoGapFill = true // the server has to bring everything
	a := &attendee{name: fmt.Sprintf("the participant at node %d", node+1), session: chatclient.New(config, d)}
	must(t, a.session.Connect(background, chatclient.Handlers{
		OnMessage: func(i chatclient.Item) {
			a.mu.Lock()
			defer a.mu.Unlock()
			a.heard = append(a.heard, i.Content)
		},
		OnConnectionLost: func(error) { a.lost.Add(1) },
	}))
	t.Cleanup(func() {
		a.session.Close()
		<-a.session.Done()
	})
	return a
}

// await waits until a text was brought.
func (a *attendee) await(t *testing.T, text string) {
	t.Helper()
	eventually(t, a.name+" is brought "+text, func() string {
		a.mu.Lock()
		defer a.mu.Unlock()
		if !slices.Contains(a.heard, text) {
			return "got " + strings.Join(a.heard, ", ")
		}
		return ""
	})
}

// exchange lets both say something that both are brought.
func exchange(t *testing.T, one, other *attendee, about string) {
	t.Helper()
	for i, speaker := range []*attendee{one, other, one, other} {
		text := fmt.Sprintf("%s, %d", about, i)
		_, err := speaker.session.SendMessage(t.Context(), chatclient.Message{Content: text})
		must(t, err)
		one.await(t, text)
		other.await(t, text)
	}
}
