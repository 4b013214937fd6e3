package chatclient_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/chatclient"
	"github.com/rejoin-chat/rejoin/chatclient/chattest"
)

// journal records what a session's handlers are told, one line an event.
type journal struct {
	mu    sync.Mutex
	lines []string
	items []chatclient.Item
}

func (j *journal) note(line string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, line)
}

func (j *journal) item(kind string) func(chatclient.Item) {
	return func(i chatclient.Item) {
		text := i.Content
		if text == "" {
			text = i.ContentType[strings.LastIndex(i.ContentType, "event.")+len("event."):]
		}
		j.note(kind + " " + text)
		j.mu.Lock()
		defer j.mu.Unlock()
		j.items = append(j.items, i)
	}
}

func (j *journal) handlers() chatclient.Handlers {
	return chatclient.Handlers{
		OnMessage:               j.item("message"),
		OnTyping:                j.item("typing"),
		OnReadReceipt:           j.item("read"),
		OnDeliveredReceipt:      j.item("delivered"),
		OnParticipantInvited:    j.item("invited"),
		OnParticipantIdle:       j.item("idle"),
		OnChatRehydrated:        j.item("rehydrated"),
		OnConnectionEstablished: func() { j.note("established") },
		OnConnectionLost:        func(error) { j.note("lost") },
		OnConnectionBroken:      func(error) { j.note("broken") },
		OnEnded:                 func() { j.note("ended") },
	}
}

// take answers the lines since the last call.
func (j *journal) take() []string {
	synctest.Wait()
	j.mu.Lock()
	defer j.mu.Unlock()
	lines := j.lines
	j.lines = nil
	return lines
}

func (j *journal) want(t *testing.T, want ...string) {
	t.Helper()
	if got := j.take(); !slices.Equal(got, want) {
		t.Errorf("handlers were told %q, want %q", got, want)
	}
}

// bed is a test server with one connected session.
type bed struct {
	*chattest.Server
	details chatclient.ChatDetails
	session *chatclient.Session
	journal *journal
}

// inBubble runs test with a connected session in simulated time.
func inBubble(t *testing.T, adjust func(*chatclient.Config), test func(*testing.T, *bed)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := &bed{Server: chattest.NewServer(), journal: &journal{}}
		defer b.Close()
		config := b.Config()
		if adjust != nil {
			adjust(&config)
		}
		b.details = b.Start("Ana")
		b.session = chatclient.New(config, b.details)
		defer func() {
			b.session.Close()
			<-b.session.Done()
		}()
		if err := b.session.Connect(t.Context(), b.journal.handlers()); err != nil {
			t.Fatal(err)
		}
		b.journal.want(t, "established")
		test(t, b)
	})
}

// after lets simulated time pass.
func after(d time.Duration) { <-time.After(d) }

func TestItemsReachTheHandlerOfTheirContentTypeInOrder(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, b *bed) {
		contact := b.details.ContactID
		b.Event(contact, "Bo", chatclient.EventParticipantJoined)
		b.Event(contact, "Bo", chatclient.EventTyping)
		b.Say(contact, "Bo", "hello")
		b.Event(contact, "Bo", chatclient.EventParticipantIdle)
		b.Event(contact, "Bo", chatclient.EventParticipantInvited)
		b.Event(contact, "Bo", chatclient.EventChatRehydrated)
		b.Event(contact, "Bo", "application/vnd.amazonaws.connect.event.unheard.of")
		b.journal.want(t, "message participant.joined", "typing typing", "message hello", "idle participant.idle",
			"invited participant.invited", "rehydrated chat.rehydrated", "message unheard.of")
	})
}

func TestReceiptsOfOthersReachTheReceiptHandlers(t *testing.T) {
	receipt := func(recipient, delivered, read string) chatclient.Item {
		return chatclient.Item{
			ID: "r-" + recipient + read, Type: chatclient.ItemMetadata, ContentType: chatclient.EventMessageMetadata,
			Content: recipient,
			MessageMetadata: &chatclient.MessageMetadata{MessageID: "m", Receipts: []chatclient.Receipt{{
				RecipientParticipantID: recipient, DeliveredTimestamp: delivered, ReadTimestamp: read,
			}}},
		}
	}
	inBubble(t, nil, func(t *testing.T, b *bed) {
		const at = "2026-11-20T10:00:00.000Z"
		b.PushOnly(b.details.ContactID, receipt("agent", at, ""))
		b.PushOnly(b.details.ContactID, receipt("agent", at, at))
		b.PushOnly(b.details.ContactID, receipt("agent", at, at)) // a repeat
		b.PushOnly(b.details.ContactID, receipt(b.details.ParticipantID, at, at))
		b.PushOnly(b.details.ContactID, receipt("nobody", "", ""))
		b.journal.want(t, "delivered agent", "read agent")
	})
}

func TestItemsOfOtherChatsAreDropped(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, b *bed) {
		b.PushOnly(b.details.ContactID, chatclient.Item{ID: "1", Type: chatclient.ItemMessage, Content: "stray", ContactID: "x", InitialContactID: "x"})
		b.PushOnly(b.details.ContactID, chatclient.Item{ID: "2", Type: chatclient.ItemMessage, Content: "later segment", ContactID: "x", InitialContactID: b.details.ContactID})
		b.journal.want(t, "message later segment")
	})
}

func TestRepeatsAreDroppedAndChangesAreNot(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, b *bed) {
		said := b.Say(b.details.ContactID, "Bo", "once")
		b.PushOnly(b.details.ContactID, said)
		b.PushOnly(b.details.ContactID, said)
		b.journal.want(t, "message once")

		file := chatclient.Item{ID: "f", Type: chatclient.ItemAttachment, Content: "file", ContactID: b.details.ContactID}
		for _, status := range []string{"IN_PROGRESS", "IN_PROGRESS", "APPROVED"} {
			file.Attachments = []chatclient.Attachment{{ID: "a", Status: status}}
			b.PushOnly(b.details.ContactID, file)
		}
		b.journal.want(t, "message file", "message file")
	})
}

func TestMessageIsDeliveredToItsSenderUnderTheAnsweredID(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, b *bed) {
		sent, err := b.session.SendMessage(t.Context(), chatclient.Message{Content: "Grüße, \"Welt\"\n🌍"})
		if err != nil {
			t.Fatal(err)
		}
		b.journal.want(t, "message Grüße, \"Welt\"\n🌍")
		if got := b.journal.items[0]; got.ID != sent.ID || got.AbsoluteTime != sent.AbsoluteTime {
			t.Errorf("pushed item is %s at %s, want %s at %s", got.ID, got.AbsoluteTime, sent.ID, sent.AbsoluteTime)
		}
	})
}

func TestMessageIsStoredOnceThroughFailures(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, b *bed) {
		b.Fail("/participant/message", 0, 503, 429, 502)
		if _, err := b.session.SendMessage(t.Context(), chatclient.Message{Content: "hi"}); err != nil {
			t.Fatal(err)
		}
		b.journal.want(t, "message hi")
		if got := b.Calls("/participant/message"); got != 5 {
			t.Errorf("the message was sent in %d calls, want 5", got)
		}
	})
}

func TestRefusedCallIsNotRepeated(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, b *bed) {
		_, err := b.session.SendMessage(t.Context(), chatclient.Message{})
		var api *chatclient.APIError
		if !errors.As(err, &api) || api.Code != "ValidationException" || api.StatusCode != 400 {
			t.Errorf("error is %v, want a ValidationException with status 400", err)
		}
		if got := b.Calls("/participant/message"); got != 1 {
			t.Errorf("the message was sent in %d calls, want 1", got)
		}
	})
}

func TestRetriesEndWithTheirWindowAndNameTheLastFailure(t *testing.T) {
	inBubble(t, func(c *chatclient.Config) { c.RetryFor = 5 * time.Second; c.Heartbeat = -1 }, func(t *testing.T, b *bed) {
		b.Fail("/participant/message", slices.Repeat([]int{503}, 100)...)
		began := time.Now()
		_, err := b.session.SendMessage(t.Context(), chatclient.Message{Content: "hi"})
		var api *chatclient.APIError
		if !errors.As(err, &api) || api.StatusCode != 503 {
			t.Errorf("error is %v, want the last status, 503", err)
		}
		if got := time.Since(began); got != 5*time.Second {
			t.Errorf("gave up after %v, want 5s", got)
		}
	})
}

func TestCallerCanGiveUpARetriedCall(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, b *bed) {
		b.Fail("/participant/message", slices.Repeat([]int{503}, 100)...)
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		_, err := b.session.SendMessage(ctx, chatclient.Message{Content: "hi"})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error is %v, want %v", err, context.DeadlineExceeded)
		}
	})
}

func TestExpiredTokenIsReplacedOnce(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, b *bed) {
		b.ExpireTokens()
		if _, err := b.session.SendMessage(t.Context(), chatclient.Message{Content: "hi"}); err != nil {
			t.Fatal(err)
		}
		if got := b.Calls("/participant/connection"); got != 2 {
			t.Errorf("connections were asked for %d times, want 2", got)
		}
	})
}

func TestCallsWorkWithoutAConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := chattest.NewServer()
		defer server.Close()
		session := chatclient.New(server.Config(), server.Start("Ana"))
		defer session.Close()
		var calls sync.WaitGroup
		for range 10 {
			calls.Go(func() {
				if _, err := session.SendMessage(t.Context(), chatclient.Message{Content: "hi"}); err != nil {
					t.Error(err)
				}
			})
		}
		calls.Wait()
		if got := server.Calls("/participant/connection"); got != 1 {
			t.Errorf("ten concurrent calls fetched %d tokens, want 1", got)
		}
	})
}

func TestEndOfTheChatIsTheLastThingTold(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, b *bed) {
		if err := b.session.DisconnectParticipant(t.Context()); err != nil {
			t.Fatal(err)
		}
		<-b.session.Done()
		b.journal.want(t, "message participant.left", "message chat.ended", "ended")
		if err := b.session.Err(); !errors.Is(err, chatclient.ErrEnded) {
			t.Errorf("Err is %v, want %v", err, chatclient.ErrEnded)
		}
		before := b.Calls("/participant/message")
		if _, err := b.session.SendMessage(t.Context(), chatclient.Message{Content: "late"}); !errors.Is(err, chatclient.ErrEnded) {
			t.Errorf("sending afterwards: %v, want %v", err, chatclient.ErrEnded)
		}
		if got := b.Calls("/participant/message"); got != before {
			t.Errorf("sending after the end made a call")
		}
		if err := b.session.DisconnectParticipant(t.Context()); err != nil {
			t.Errorf("leaving a chat that has ended: %v, want nil", err)
		}
		if got := b.Sockets(); got != 0 {
			t.Errorf("%d sockets are left open, want 0", got)
		}
	})
}

func TestClosedSessionCanBeTakenUpAgainByItsDetails(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, b *bed) {
		b.session.Close()
		<-b.session.Done()
		if err := b.session.Err(); !errors.Is(err, chatclient.ErrClosed) {
			t.Errorf("Err is %v, want %v", err, chatclient.ErrClosed)
		}
		again := chatclient.New(b.Config(), b.session.Details())
		var j journal
		if err := again.Connect(t.Context(), j.handlers()); err != nil {
			t.Fatal(err)
		}
		b.Say(b.details.ContactID, "Bo", "back?")
		j.want(t, "established", "message back?")
		again.Close()
		<-again.Done()
		b.journal.want(t)
	})
}

func TestSessionEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := chattest.NewServer()
		defer server.Close()
		ctx, cancel := context.WithCancel(t.Context())
		session := chatclient.New(server.Config(), server.Start("Ana"))
		if err := session.Connect(ctx, chatclient.Handlers{}); err != nil {
			t.Fatal(err)
		}
		if err := session.Connect(ctx, chatclient.Handlers{}); !errors.Is(err, chatclient.ErrConnected) {
			t.Errorf("second Connect: %v, want %v", err, chatclient.ErrConnected)
		}
		cancel()
		<-session.Done()
		if err := session.Err(); !errors.Is(err, context.Canceled) {
			t.Errorf("Err is %v, want %v", err, context.Canceled)
		}
	})
}

func TestCallThatFindsTheChatEndedEndsTheSession(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, b *bed) {
		b.Mute(true)
		b.End(b.details.ContactID)
		_, err := b.session.SendMessage(t.Context(), chatclient.Message{Content: "anyone?"})
		if !errors.Is(err, chatclient.ErrEnded) || !errors.Is(err, chatclient.ErrAccessDenied) {
			t.Errorf("error is %v, want one that is %v and %v", err, chatclient.ErrEnded, chatclient.ErrAccessDenied)
		}
		<-b.session.Done()
		b.journal.want(t, "ended")
	})
}

func TestSessionWithoutAConnectionIsDoneWhenItsChatHasEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := chattest.NewServer()
		defer server.Close()
		details := server.Start("Ana")
		server.End(details.ContactID)
		session := chatclient.New(server.Config(), details)
		if _, err := session.GetTranscript(t.Context(), chatclient.TranscriptQuery{}); !errors.Is(err, chatclient.ErrEnded) {
			t.Errorf("GetTranscript: %v, want %v", err, chatclient.ErrEnded)
		}
		<-session.Done()
	})
}

func TestTypingIsNotSentLate(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, b *bed) {
		b.Fail("/participant/event", slices.Repeat([]int{503}, 99)...)
		began := time.Now()
		if err := b.session.SendTyping(t.Context()); err == nil {
			t.Error("SendTyping succeeded, want the failure")
		}
		if got := time.Since(began); got != 5*time.Second {
			t.Errorf("gave up after %v, want 5s", got)
		}
	})
}

func TestReceiptsHaveTokensOfTheirOwn(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, b *bed) {
		for _, id := range []string{"m1", "m2"} {
			if err := b.session.SendDeliveredReceipt(t.Context(), id); err != nil {
				t.Fatal(err)
			}
			if err := b.session.SendReadReceipt(t.Context(), id); err != nil {
				t.Fatal(err)
			}
		}
		var got []string
		for _, item := range b.Items(b.details.ContactID) {
			got = append(got, item.ContentType[len("application/vnd.amazonaws.connect.event."):]+" "+item.Content)
		}
		want := []string{
			`message.delivered {"messageId":"m1"}`, `message.read {"messageId":"m1"}`,
			`message.delivered {"messageId":"m2"}`, `message.read {"messageId":"m2"}`,
		}
		if !slices.Equal(got, want) {
			t.Errorf("the server stored %q, want %q", got, want)
		}
	})
}
