package workload

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/rejoin-chat/rejoin/chatclient"
)

// agent works by the calls of an agent's page: a request that is held, a socket for
// all chats, and a credential for each of these.
type agent struct {
	*run
	user, bearer string
	socket       *websocket.Conn
	// offers are the contacts that he was seen to be offered. The poll's own.
	offers map[string]bool

	mu      sync.Mutex
	chats   map[string]*conversation // by contact
	replies sync.WaitGroup
}

// conversation is a chat that the agent is in.
type conversation struct{ token, connection string }

// outlook is what an agent sees of his desk.
type outlook struct {
	NextToken string
	Snapshot  struct {
		SnapshotTimestamp float64
		Contacts          []sight
	}
}

// sight is one of his contacts.
type sight struct {
	ContactID      string `json:"contactId"`
	QueueTimestamp float64
	State          struct {
		Type      string
		Timestamp float64
	}
	Connections []struct{ ConnectionID string }
}

const (
	// held is how long a page has a request held.
	held = 30 * time.Second
	// beat is how often a socket says that it lives.
	beat = 10 * time.Second
)

// call makes a call of the agent API.
func (a *agent) call(ctx context.Context, operation string, in map[string]any, out any) error {
	ctx, cancel := context.WithTimeout(ctx, held+patience)
	defer cancel()
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.Endpoint+"/api", bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-amz-json-1.0")
	req.Header.Set("X-Amz-Target", "AmazonConnectCTIService."+operation)
	req.Header.Set("X-Amz-Bearer", a.bearer)
	return a.do(req, out)
}

// arrive connects the socket and makes the agent available.
func (a *agent) arrive(ctx context.Context) error {
	var way struct{ WebSocketTransport struct{ URL string } }
	if err := a.call(ctx, "CreateTransport", map[string]any{"transportType": "web_socket"}, &way); err != nil {
		return err
	}
	dialer := websocket.Dialer{HandshakeTimeout: patience, ReadBufferSize: 1 << 10, WriteBufferSize: 1 << 10}
	socket, answer, err := dialer.DialContext(ctx, way.WebSocketTransport.URL, nil)
	if err != nil {
		return err
	}
	_ = answer.Body.Close()
	a.socket = socket
	if err := a.tell(`{"topic":"aws/subscribe","content":{"topics":["aws/chat"]}}`); err != nil {
		return err
	}
	var all struct{ States []map[string]any }
	if err := a.call(ctx, "GetAgentStates", map[string]any{"maxResults": 500}, &all); err != nil {
		return err
	}
	for _, s := range all.States {
		if s["type"] == "routable" {
			return a.call(ctx, "PutAgentState", map[string]any{"state": s}, nil)
		}
	}
	return errors.New("the instance has no routable agent status")
}

func (a *agent) tell(frame string) error {
	return a.socket.WriteMessage(websocket.TextMessage, []byte(frame))
}

// work is what an agent does until ctx ends.
func (a *agent) work(ctx context.Context) {
	var listening sync.WaitGroup
	listening.Go(func() { a.listen(ctx) })
	listening.Go(func() {
		for a.pause(ctx, beat) == nil {
			if err := a.tell(`{"topic":"aws/heartbeat"}`); err != nil {
				return // the one who listens tells of it
			}
		}
		_ = a.socket.Close()
	})
	a.offers = map[string]bool{}
	for token := ""; ctx.Err() == nil; {
		in := map[string]any{"timeout": held.Milliseconds()}
		if token != "" {
			in["nextToken"] = token
		}
		var now outlook
		if err := a.call(ctx, "GetAgentSnapshot", in, &now); err != nil {
			if ctx.Err() == nil {
				a.book.fails("look at the desk", err)
				_ = a.pause(ctx, time.Second)
			}
			continue
		}
		token = now.NextToken
		for i := range now.Snapshot.Contacts {
			a.handle(ctx, &now.Snapshot.Contacts[i], now.Snapshot.SnapshotTimestamp)
		}
	}
	listening.Wait()
	a.replies.Wait()
}

// handle does what is next with a contact.
func (a *agent) handle(ctx context.Context, c *sight, told float64) {
	about := map[string]any{"contactId": c.ContactID}
	var err error
	switch c.State.Type {
	case "connecting":
		if !a.offers[c.ContactID] {
			a.offers[c.ContactID] = true
			a.book.offered(c.ContactID, a.user, seconds(c.State.Timestamp-c.QueueTimestamp), seconds(told-c.State.Timestamp))
		}
		if err = a.call(ctx, "AcceptContact", about, nil); err == nil {
			err = a.enter(ctx, c)
		}
	case "connected":
		return
	case "missed":
		a.book.count(&a.book.missed)
		fallthrough
	default:
		delete(a.offers, c.ContactID)
		err = a.call(ctx, "ClearContact", about, nil)
	}
	if err != nil && ctx.Err() == nil {
		a.book.fails(c.State.Type+" contact", err)
	}
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// enter gets the credential of a chat.
func (a *agent) enter(ctx context.Context, c *sight) error {
	if len(c.Connections) == 0 {
		return errors.New("the contact has no connection")
	}
	var way struct {
		ChatTokenTransport struct{ ParticipantToken string }
	}
	err := a.call(ctx, "CreateTransport", map[string]any{
		"transportType": "chat_token", "contactId": c.ContactID, "participantId": c.Connections[0].ConnectionID,
	}, &way)
	if err != nil {
		return err
	}
	a.mu.Lock()
	a.chats[c.ContactID] = &conversation{way.ChatTokenTransport.ParticipantToken, c.Connections[0].ConnectionID}
	a.mu.Unlock()
	a.book.taken(c.ContactID, a.user)
	return nil
}

// listen answers what customers say, until the socket ends.
func (a *agent) listen(ctx context.Context) {
	for {
		_, raw, err := a.socket.ReadMessage()
		if err != nil {
			if ctx.Err() == nil {
				a.book.fails("listen to customers", err)
			}
			return
		}
		var frame struct{ Topic, Content string }
		var item chatclient.Item
		if json.Unmarshal(raw, &frame) != nil || frame.Topic != "aws/chat" || json.Unmarshal([]byte(frame.Content), &item) != nil {
			continue
		}
		if item.Type == chatclient.ItemMessage && item.ParticipantRole == chatclient.RoleCustomer {
			a.replies.Go(func() { a.reply(ctx, item) })
		}
	}
}

// The words of the two: an answer is what was said behind a word, and who says goodbye
// is let go.
const (
	answerTo = "yes: "
	goodbye  = "goodbye"
)

func (a *agent) reply(ctx context.Context, said chatclient.Item) {
	a.mu.Lock()
	c := a.chats[said.ContactID]
	if said.Content == goodbye {
		delete(a.chats, said.ContactID)
	}
	a.mu.Unlock()
	if c == nil {
		return
	}
	var err error
	if said.Content == goodbye {
		err = a.call(ctx, "DestroyConnection", map[string]any{"contactId": said.ContactID, "connectionId": c.connection}, nil)
	} else {
		err = a.say(ctx, c.token, answerTo+said.Content)
	}
	if err != nil && ctx.Err() == nil {
		a.book.fails("answer a customer", err)
	}
}

// say sends a message by the Participant API.
func (a *agent) say(ctx context.Context, token, text string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	body, err := json.Marshal(map[string]string{"ContentType": chatclient.TypePlain, "Content": text})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.Endpoint+"/participant/message", strings.NewReader(string(body)))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Amz-Bearer", token)
	return a.do(req, nil)
}
