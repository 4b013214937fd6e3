package workload

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/rejoin-chat/rejoin/chatclient"
)

// turns is how often a customer says something in a chat.
const turns = 4

// customer has one chat after the other until the run closes.
func (r *run) customer(ctx context.Context, n int) {
	// Chats that are all as far would come and go together.
	if !r.rest(ctx, time.Duration(rand.Int64N(int64(r.Talk)+1))) {
		return
	}
	for open := true; open && ctx.Err() == nil; {
		if err := r.visit(ctx, n); err != nil && ctx.Err() == nil {
			r.book.fails("chat", err)
			_ = r.pause(ctx, time.Second)
		}
		select {
		case <-r.closing:
			open = false
		default:
		}
	}
}

// rest pauses; false when the run closes or ctx ends.
func (r *run) rest(ctx context.Context, d time.Duration) bool {
	timer := r.Clock.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C():
		return true
	case <-r.closing:
	case <-ctx.Done():
	}
	return false
}

// visit is one chat.
func (r *run) visit(ctx context.Context, n int) error {
	details, err := chatclient.Start(ctx, chatclient.StartOptions{
		Endpoint: r.Endpoint, HTTPClient: r.http, DisplayName: "Bench", InstanceID: r.Instance, ContactFlowID: r.flow,
	})
	if err != nil {
		return err
	}
	taken := r.book.begins(details.ContactID)
	defer r.book.ends(details.ContactID)
	session := chatclient.New(chatclient.Config{Endpoint: r.Endpoint, HTTPClient: r.http}, details)
	ended, answers := make(chan struct{}), make(chan string, turns)
	if err := session.Connect(ctx, chatclient.Handlers{
		OnMessage: func(i chatclient.Item) {
			if i.Type == chatclient.ItemMessage && i.ParticipantRole == chatclient.RoleAgent {
				select {
				case answers <- i.Content:
				default: // more than there should be: it is counted as not heard
				}
			}
		},
		OnEnded: func() { close(ended) },
	}); err != nil {
		return err
	}
	defer func() {
		session.Close()
		<-session.Done()
	}()
	if !within(ctx, r, taken) {
		r.book.count(&r.book.lost)
		return nil
	}
	for i := range turns {
		r.rest(ctx, r.Talk/turns)
		if err := r.asks(ctx, session, fmt.Sprint(n, "/", i), answers); err != nil {
			return err
		}
	}
	if _, err := session.SendMessage(ctx, chatclient.Message{Content: goodbye}); err != nil {
		return err
	}
	if !within(ctx, r, ended) {
		return fmt.Errorf("a chat has not ended")
	}
	return nil
}

// asks says something and waits until it is answered.
func (r *run) asks(ctx context.Context, session *chatclient.Session, text string, answers <-chan string) error {
	began := r.Clock.Now()
	if _, err := session.SendMessage(ctx, chatclient.Message{Content: text}); err != nil {
		return err
	}
	timer := r.Clock.NewTimer(patience)
	defer timer.Stop()
	select {
	case answer := <-answers:
		if answer == answerTo+text {
			r.book.heard(r.Clock.Now().Sub(began))
			return nil
		}
	case <-timer.C():
	case <-ctx.Done():
		return ctx.Err()
	}
	r.book.count(&r.book.unheard)
	return nil
}
