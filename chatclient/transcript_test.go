package chatclient_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/rejoin-chat/rejoin/chatclient"
	"github.com/rejoin-chat/rejoin/chatclient/chattest"
)

// threeChats makes a server with three chats, each continuing the one before, of
// 120 messages each, and answers a session in the last.
func threeChats(t *testing.T) (*chatclient.Session, []string) {
	t.Helper()
	server := chattest.NewServer()
	t.Cleanup(server.Close)
	var details chatclient.ChatDetails
	var said []string
	for chat := range 3 {
		options := chatclient.StartOptions{Endpoint: server.URL, HTTPClient: server.Client(), DisplayName: "Ana"}
		if chat > 0 {
			server.End(details.ContactID)
			said = append(said, "")
			options.PersistentChat = &chatclient.PersistentChat{RehydrationType: chatclient.EntirePastSession, SourceContactID: details.ContactID}
		}
		var err error
		if details, err = chatclient.Start(t.Context(), options); err != nil {
			t.Fatal(err)
		}
		for i := range 120 {
			said = append(said, fmt.Sprintf("%d/%d", chat, i))
			server.Say(details.ContactID, "Bo", said[len(said)-1])
		}
	}
	return chatclient.New(server.Config(), details), said
}

func TestHistoryWalksEveryItemOfAllChatsNewestFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		session, want := threeChats(t)
		defer session.Close()
		slices.Reverse(want)
		var got []string
		var past int
		for item, err := range session.History(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, item.Content)
			if item.Past() {
				past++
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("history has %d items, want %d in this order", len(got), len(want))
		}
		if past != 242 {
			t.Errorf("%d items are from past chats, want 242", past)
		}
	})
}

func TestHistoryStopsWhenItsReaderDoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		session, _ := threeChats(t)
		defer session.Close()
		var read int
		for range session.History(t.Context()) {
			if read++; read == 150 {
				break
			}
		}
		if read != 150 {
			t.Errorf("read %d items, want 150", read)
		}
	})
}

// answering is a session whose server gives one token and this transcript page.
func answering(t *testing.T, page string) *chatclient.Session {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/participant/connection" {
			page := `{"ConnectionCredentials":{"ConnectionToken":"t"}}`
			io.WriteString(w, page)
			return
		}
		io.WriteString(w, page)
	}))
	t.Cleanup(server.Close)
	return chatclient.New(chatclient.Config{Endpoint: server.URL, HTTPClient: server.Client()}, chatclient.ChatDetails{})
}

func TestHistoryEndsWithAnErrorWhenAServerLeadsItInACircle(t *testing.T) {
	session := answering(t, `{"Transcript":[{"Id":"a"}],"NextToken":"same"}`)
	var items, failures int
	for _, err := range session.History(t.Context()) {
		if err != nil {
			failures++
			continue
		}
		items++
	}
	if items != 1 || failures != 1 {
		t.Errorf("the walk gave %d items and %d errors, want 1 and 1", items, failures)
	}
}

func TestTranscriptAsksAsChatJSDoesByDefault(t *testing.T) {
	var body []byte
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ = io.ReadAll(r.Body)
		io.WriteString(w, `{"ConnectionCredentials":{"ConnectionToken":"t"}}`)
	}))
	defer server.Close()
	session := chatclient.New(chatclient.Config{Endpoint: server.URL, HTTPClient: server.Client()}, chatclient.ChatDetails{})
	if _, err := session.GetTranscript(t.Context(), chatclient.TranscriptQuery{}); err != nil {
		t.Fatal(err)
	}
	const want = `{"MaxResults":15,"ScanDirection":"BACKWARD","SortOrder":"ASCENDING","StartPosition":{}}`
	if string(body) != want {
		t.Errorf("body is %s, want %s", body, want)
	}
}
