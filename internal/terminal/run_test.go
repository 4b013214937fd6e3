package terminal

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/chatclient"
	"github.com/rejoin-chat/rejoin/chatclient/chattest"
	"github.com/rejoin-chat/rejoin/internal/testenv/synced"
)

// paper collects what is written.
type paper struct{ synced.Buffer }

// take answers what was written since the last call, once everything has settled.
func (p *paper) take() string {
	synctest.Wait()
	return p.Take()
}

func (p *paper) want(t *testing.T, want string) {
	t.Helper()
	if got := p.take(); got != want {
		t.Errorf("the screen shows\n%s\nwant\n%s", got, want)
	}
}

// desk is a running `rejoin chat`.
type desk struct {
	*paper
	keys *io.PipeWriter
	err  chan error
	stop context.CancelFunc // Ctrl-C
}

// sit runs a chat against server.
func sit(t *testing.T, server *chattest.Server, o Options) *desk {
	t.Helper()
	config := server.Config()
	o.Endpoint, o.HTTPClient, o.Dial = server.URL, config.HTTPClient, config.Dial
	o.Location = time.UTC
	in, keys := io.Pipe()
	d := &desk{paper: &paper{}, keys: keys, err: make(chan error, 1)}
	o.In, o.Out = in, d.paper
	ctx, stop := context.WithCancel(t.Context())
	d.stop = stop
	go func() {
		d.err <- Run(ctx, o)
		in.Close()
	}()
	return d
}

func (d *desk) typeLine(line string) { io.WriteString(d.keys, line+"\n") }

func inBubble(t *testing.T, test func(*testing.T, *chattest.Server, Options)) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "deep", "chat.json")
	synctest.Test(t, func(t *testing.T) {
		server := chattest.NewServer()
		defer server.Close()
		test(t, server, Options{Name: "Ana", History: defaultHistory, StateFile: file})
	})
}

const rejoinFirst = "* continue this chat with: rejoin chat --rejoin contact-1 --name Ana --endpoint http://chat.test:80\n"

func TestChatIsStartedHeldAndEndedByTheEndOfInput(t *testing.T) {
	inBubble(t, func(t *testing.T, server *chattest.Server, o Options) {
		o.Attributes = map[string]string{"tier": "gold"}
		d := sit(t, server, o)
		d.want(t, "* contact contact-1\n")
		if got := server.Attributes("contact-1")["tier"]; got != "gold" {
			t.Errorf("attribute tier is %q, want gold", got)
		}
		server.Event("contact-1", "Bo", chatclient.EventParticipantJoined)
		server.Event("contact-1", "Bo", chatclient.EventTyping)
		server.Event("contact-1", "Bo", chatclient.EventTyping)
		server.Say("contact-1", "Bo", "Hello Ana,\nhow can I help?")
		d.typeLine("Where is my parcel?")
		d.typeLine("   ")
		d.want(t, "── Saturday, 1 January 2000 ──\n"+
			"[00:00] * Bo joined\n"+
			"[00:00] * Bo is typing\n"+
			"[00:00] Bo: Hello Ana,\n        how can I help?\n"+
			"[00:00] Ana: Where is my parcel?\n")
		d.keys.Close()
		if err := <-d.err; err != nil {
			t.Errorf("Run: %v, want nil", err)
		}
		d.want(t, "[00:00] * the chat has ended\n"+rejoinFirst)
		if got, err := readState(o.StateFile); err != nil || got.Details.ParticipantToken != "" || got.Ended != "contact-1" {
			t.Errorf("remembered is %+v (%v), want no open chat and the ended contact-1", got, err)
		}
	})
}

func TestMessagesOfOthersAreReceipted(t *testing.T) {
	inBubble(t, func(t *testing.T, server *chattest.Server, o Options) {
		d := sit(t, server, o)
		d.take()
		said := server.Say("contact-1", "Bo", "read me")
		d.take()
		items := server.Items("contact-1")
		last := items[len(items)-1]
		if want := fmt.Sprintf(`{"messageId":%q}`, said.ID); last.ContentType != chatclient.EventMessageRead || last.Content != want {
			t.Errorf("the last event is %s with %s, want a read receipt with %s", last.ContentType, last.Content, want)
		}
		d.stop()
		<-d.err
	})
}

func TestChatLeftOpenIsResumedWithItsHistory(t *testing.T) {
	inBubble(t, func(t *testing.T, server *chattest.Server, o Options) {
		d := sit(t, server, o)
		d.take()
		server.Say("contact-1", "Bo", "one moment")
		d.take()
		d.stop()
		if err := <-d.err; err != nil {
			t.Errorf("Run: %v, want nil", err)
		}
		d.want(t, "* the chat stays open; come back with: rejoin chat --resume --state "+o.StateFile+"\n")
		if info, err := os.Stat(o.StateFile); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("state file: %v, %v; want mode 0600", info, err)
		}

		server.Miss("contact-1", chatclient.Item{Type: chatclient.ItemMessage, Content: "I am back", DisplayName: "Bo"})
		o.Resume = true
		d = sit(t, server, o)
		d.want(t, "* contact contact-1\n── Saturday, 1 January 2000 ──\n[00:00] Bo: one moment\n[00:00] Bo: I am back\n")
		server.End("contact-1")
		if err := <-d.err; err != nil {
			t.Errorf("Run: %v, want nil", err)
		}
		d.want(t, "[00:00] * the chat has ended\n"+rejoinFirst)
	})
}

func TestRejoinedChatShowsTheWholeHistoryWithItsSeams(t *testing.T) {
	inBubble(t, func(t *testing.T, server *chattest.Server, o Options) {
		past := server.Start("Ana").ContactID
		for n := range 150 { // more than a page
			server.Say(past, "Bo", fmt.Sprintf("line %d", n))
		}
		server.End(past)
		<-time.After(24 * time.Hour)

		o.Rejoin, o.History = past, -1
		d := sit(t, server, o)
		shown := d.take()
		server.Say("contact-2", "Cy", "welcome back")
		shown += d.take()
		want := []string{"* contact contact-2\n* continues contact-1\n──── earlier chat contact-1 ────\n── Saturday, 1 January 2000 ──\n"}
		for n := range 150 {
			want = append(want, fmt.Sprintf("[00:00] Bo: line %d\n", n))
		}
		want = append(want, "[00:00] * the chat has ended\n──── this chat ────\n── Sunday, 2 January 2000 ──\n[00:00] Cy: welcome back\n")
		if shown != strings.Join(want, "") {
			t.Errorf("the screen shows\n%s\nwant\n%s", shown, strings.Join(want, ""))
		}
		d.stop()
		<-d.err
		d.take()

		o.Rejoin, o.History, o.Resume = "", 2, true
		d = sit(t, server, o)
		d.want(t, "* contact contact-2\n* continues contact-1\n"+
			"* older than these 2 items: --history N shows more, --history -1 all\n"+
			"── Sunday, 2 January 2000 ──\n[00:00] Cy: welcome back\n")
		d.stop()
		<-d.err
	})
}

func TestPastChatThatIsLinkedMeanwhileIsShown(t *testing.T) {
	inBubble(t, func(t *testing.T, server *chattest.Server, o Options) {
		past := server.Start("Ana").ContactID
		server.Say(past, "Bo", "long ago")
		server.End(past)
		d := sit(t, server, o)
		d.take()
		server.Say("contact-2", "Cy", "hello")
		d.take()
		server.Link("contact-2", past)
		d.want(t, "[00:00] * an earlier chat was linked to this one\n──── earlier chat contact-1 ────\n── Saturday, 1 January 2000 ──\n"+
			"[00:00] Bo: long ago\n[00:00] * the chat has ended\n──── this chat ────\n")
		d.stop()
		<-d.err
	})
}

func TestMistakesAreOneClearLine(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(*chattest.Server, *Options)
		want  string
	}{
		{"no server", func(s *chattest.Server, _ *Options) { s.Down() },
			"cannot start the chat: no answer from http://chat.test:80 (connection refused)"},
		{"another server", func(s *chattest.Server, _ *Options) { s.Fail("/start-chat", 404) },
			"cannot start the chat: http://chat.test:80 is not a Rejoin server, or a proxy stands before it (status 404 (Not Found))"},
		{"unknown contact", func(_ *chattest.Server, o *Options) { o.Rejoin = "nobody" },
			"cannot start the chat: ResourceNotFoundException: SourceContactId names no contact"},
		{"a chat that goes on", func(s *chattest.Server, o *Options) { o.Rejoin = s.Start("Ana").ContactID },
			"cannot start the chat: InvalidRequestException: SourceContactId names a contact that has not ended"},
		{"nothing to resume", func(_ *chattest.Server, o *Options) { o.Resume = true },
			"there is no open chat to resume (%s does not exist)"},
		{"a spoilt state file", func(_ *chattest.Server, o *Options) {
			o.Resume = true
			os.MkdirAll(filepath.Dir(o.StateFile), 0o700)
			os.WriteFile(o.StateFile, []byte("{}"), 0o600)
		}, "%s does not hold an open chat"},
		{"a chat that has ended", func(s *chattest.Server, o *Options) {
			details := s.Start("Ana")
			s.End(details.ContactID)
			o.Resume = true
			if err := (state{Endpoint: s.URL, Name: "O'Ana", Details: details}).save(o.StateFile); err != nil {
				panic(err)
			}
		}, `the chat contact-1 has ended; continue it with: rejoin chat --rejoin contact-1 --name 'O'\''Ana' --endpoint http://chat.test:80`},
		{"no last chat", func(_ *chattest.Server, o *Options) { o.Rejoin = Last },
			"no chat has ended yet that %s remembers"},
		{"two wishes", func(_ *chattest.Server, o *Options) { o.Resume, o.Rejoin = true, "x" },
			"--resume goes on with an open chat and --rejoin continues an ended one: give one of them"},
		{"half a wish", func(_ *chattest.Server, o *Options) { o.FromSegment = true },
			"--from-segment needs --rejoin CONTACT"},
	} {
		t.Run(test.name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, server *chattest.Server, o Options) {
				test.spoil(server, &o)
				want := strings.ReplaceAll(test.want, "%s", o.StateFile)
				if err := <-sit(t, server, o).err; err == nil || err.Error() != want {
					t.Errorf("error is\n%v, want\n%s", err, want)
				}
			})
		})
	}
}

func TestLastMeansTheChatThatEndedLast(t *testing.T) {
	inBubble(t, func(t *testing.T, server *chattest.Server, o Options) {
		first := sit(t, server, o)
		first.take()
		first.keys.Close()
		<-first.err
		o.Rejoin = Last
		second := sit(t, server, o)
		if got := second.take(); !strings.HasPrefix(got, "* contact contact-2\n* continues contact-1\n") {
			t.Errorf("the screen shows\n%s, want the chat contact-2 that continues contact-1", got)
		}
		second.stop()
		<-second.err
		// The second chat stays open, so the first is still the last that ended.
		if got, err := lastEnded(o.StateFile); err != nil || got != "contact-1" {
			t.Errorf("last ended is %q (%v), want contact-1", got, err)
		}
	})
}

func TestRefusedLineIsReportedAndTheChatGoesOn(t *testing.T) {
	inBubble(t, func(t *testing.T, server *chattest.Server, o Options) {
		d := sit(t, server, o)
		d.take()
		server.Fail("/participant/message", -400)
		d.typeLine("too long")
		d.want(t, "* not sent: ValidationException: told to fail\n")
		d.typeLine("fine")
		d.want(t, "── Saturday, 1 January 2000 ──\n[00:00] Ana: fine\n")
		d.stop()
		<-d.err
	})
}

func TestLostConnectionIsToldAndMissedMessagesAreShown(t *testing.T) {
	inBubble(t, func(t *testing.T, server *chattest.Server, o Options) {
		d := sit(t, server, o)
		d.take()
		server.DropSockets()
		synctest.Wait()
		server.Miss("contact-1", chatclient.Item{Type: chatclient.ItemMessage, Content: "missed", DisplayName: "Bo"})
		<-time.After(time.Minute)
		d.want(t, "* connection lost, reconnecting\n* connected again\n── Saturday, 1 January 2000 ──\n[00:00] Bo: missed\n")
		d.stop()
		<-d.err
	})
}

func TestEchoedLinesAreNotRepeated(t *testing.T) {
	inBubble(t, func(t *testing.T, server *chattest.Server, o Options) {
		o.Echoed, o.Styled = true, true
		d := sit(t, server, o)
		d.want(t, "\x1b[2m* contact contact-1\x1b[0m\n")
		d.typeLine("hello")
		d.want(t, "")
		server.Say("contact-1", "Bo", "hello")
		d.want(t, "\x1b[2m── Saturday, 1 January 2000 ──\x1b[0m\n\x1b[2m[00:00]\x1b[0m \x1b[1mBo:\x1b[0m hello\n")
		d.stop()
		<-d.err
	})
}

const weekdays = `{"templateType":"ListPicker","version":"1.0","data":{"content":{"title":"Which day?","elements":[{"title":"Monday"},{"title":"Tuesday"}]}}}`

func TestAListIsAnsweredByNumberOrInWords(t *testing.T) {
	inBubble(t, func(t *testing.T, server *chattest.Server, o Options) {
		list := chatclient.Item{Type: chatclient.ItemMessage, ContentType: chatclient.TypeInteractive, Content: weekdays, DisplayName: "BOT", ParticipantID: "bot"}
		o.Echoed = true
		d := sit(t, server, o)
		d.take()
		server.Push("contact-1", list)
		d.want(t, "── Saturday, 1 January 2000 ──\n[00:00] BOT: Which day?\n        1. Monday\n        2. Tuesday\n")
		server.Fail("/participant/message", -400)
		d.typeLine(" 2")
		d.want(t, "* not sent: ValidationException: told to fail\n")
		d.typeLine(" 2")
		d.want(t, "[00:00] Ana: Tuesday\n") // which was not typed
		for _, line := range []string{"1", "Monday, please"} {
			d.typeLine(line)
			d.want(t, "") // the list is answered, and the line is on the screen
		}
		server.Push("contact-1", list)
		server.Say("contact-1", "Bo", "How many?")
		d.take()
		d.typeLine("2")
		server.Push("contact-1", list)
		d.take()
		d.typeLine("3")
		d.take()
		var said []string
		for _, item := range server.Items("contact-1") {
			if item.ParticipantRole == chatclient.RoleCustomer && item.Type == chatclient.ItemMessage {
				said = append(said, item.Content)
			}
		}
		if want := []string{"Tuesday", "1", "Monday, please", "2", "3"}; !reflect.DeepEqual(said, want) {
			t.Errorf("sent is %q, want %q", said, want)
		}
		server.Push("contact-1", list)
		d.stop()
		<-d.err
		d.take()

		o.Resume = true
		d = sit(t, server, o)
		d.take()
		d.typeLine("1")
		d.want(t, "[00:00] Ana: Monday\n")
		d.stop()
		<-d.err

		d = sit(t, server, o)
		d.take()
		d.typeLine("2") // to a list that is answered
		d.want(t, "")
		d.stop()
		<-d.err
	})
}

// declared records the content types with which chats are started.
type declared struct {
	http.RoundTripper
	types []string
}

func (d *declared) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/start-chat") {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		var in struct{ SupportedMessagingContentTypes []string }
		if err := json.Unmarshal(body, &in); err != nil {
			return nil, err
		}
		d.types = in.SupportedMessagingContentTypes
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	return d.RoundTripper.RoundTrip(r)
}

// Bots offer lists where the chat says that it shows them; views, which nobody can
// answer here, stay away without the type of their responses.
func TestTheTerminalSaysWhatItShows(t *testing.T) {
	inBubble(t, func(t *testing.T, server *chattest.Server, o Options) {
		client := *server.Config().HTTPClient
		start := &declared{RoundTripper: client.Transport}
		client.Transport = start
		o.Endpoint, o.HTTPClient = server.URL, &client
		if _, err := open(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		if want := []string{"text/plain", "application/vnd.amazonaws.connect.message.interactive"}; !reflect.DeepEqual(start.types, want) {
			t.Errorf("declared is %q, want %q", start.types, want)
		}
	})
}

func TestFlagsFillTheOptions(t *testing.T) {
	var o Options
	fs := flag.NewFlagSet("chat", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	o.Register(fs)
	args := strings.Fields("--name Ana --endpoint http://h --flow f --attribute a=1 --attribute b=x=y --rejoin c --from-segment --history 7 --state s")
	if err := fs.Parse(args); err != nil {
		t.Fatal(err)
	}
	want := Options{
		Name: "Ana", Endpoint: "http://h", Flow: "f", Attributes: map[string]string{"a": "1", "b": "x=y"},
		Rejoin: "c", FromSegment: true, History: 7, StateFile: "s",
	}
	if !reflect.DeepEqual(o, want) {
		t.Errorf("options are %+v, want %+v", o, want)
	}
	t.Setenv("REJOIN_ENDPOINT", "http://elsewhere")
	var elsewhere Options
	elsewhere.Register(flag.NewFlagSet("chat", flag.ContinueOnError))
	if elsewhere.Endpoint != "http://elsewhere" {
		t.Errorf("endpoint is %q, want that of the environment", elsewhere.Endpoint)
	}
	if err := fs.Parse([]string{"--attribute", "novalue"}); err == nil {
		t.Error("an attribute without a value was accepted")
	}
}
