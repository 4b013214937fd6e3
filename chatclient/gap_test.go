package chatclient

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
)

func TestGapEndsAtThePastChatsAndAtItsTime(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/participant/connection" {
			io.WriteString(w, `{"ConnectionCredentials":{"ConnectionToken":"t"}}`)
			return
		}
		io.WriteString(w, `{"NextToken":"more","Transcript":[
			{"Id":"c","ContactId":"now","AbsoluteTime":"2026-11-20T10:00:02.000Z"},
			{"Id":"b","ContactId":"now","AbsoluteTime":"2026-11-20T10:00:01.000Z"},
			{"Id":"a","RelatedContactId":"past","AbsoluteTime":"2026-11-20T10:00:01.000Z"}]}`)
	}))
	defer server.Close()
	s := New(Config{Endpoint: server.URL, HTTPClient: server.Client()}, ChatDetails{ContactID: "now"})
	for _, test := range []struct {
		since string
		want  []string
	}{
		{"", []string{"b", "c"}}, // a server that does not tell the time
		{"2026-11-20T10:00:02.000Z", []string{"c"}},
		{"2026-11-20T10:00:03.000Z", nil},
	} {
		items, err := s.gap(t.Context(), test.since)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, item := range items {
			got = append(got, item.ID)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("gap since %q is %q, want %q", test.since, got, test.want)
		}
	}
}

func TestGapBeginsBeforeTheNewestItemButNotBeforeTheConnection(t *testing.T) {
	const connected = "2026-11-20T10:00:00.000Z"
	for _, test := range []struct{ latest, want string }{
		{"", connected},
		{"2026-11-20T10:00:02.000Z", connected},
		{"2026-11-20T10:01:00.500Z", "2026-11-20T10:00:55.500Z"},
	} {
		b := newInbox(1)
		b.start(connected)
		b.start("2026-11-20T11:00:00.000Z") // a later connection changes nothing
		if test.latest != "" {
			b.receive(Item{AbsoluteTime: test.latest})
		}
		if got := b.since(); got != test.want {
			t.Errorf("with a newest item at %q the gap begins at %s, want %s", test.latest, got, test.want)
		}
	}
}

func TestLossAfterTheEndIsNotReported(t *testing.T) {
	s := New(Config{}, ChatDetails{})
	s.handlers.Store(&Handlers{OnConnectionLost: func(error) { t.Error("told that the connection is lost") }})
	s.end()
	old := new(link)
	if got := s.recover(old, errors.New("closed"), new(backoff)); got != old {
		t.Error("a session that is over made another connection")
	}
	s.finish()
	s.deliver()
}
