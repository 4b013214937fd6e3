package e2e

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// What a page of another origin may ask and read is decided by its browser. Each
// row also shows what the page sees of a server that does not allow it.
var browserRows = []row{
	{5, "preflight_of_a_POST_is_answered_and_kept", preflightOfAPOSTIsAnsweredAndKept},
	{8, "error_type_is_readable_across_origins", errorTypeIsReadableAcrossOrigins},
	{9, "errors_allow_the_origin", errorsAllowTheOrigin},
}

// between is a proxy to a server that lets a test see and change each answer on
// its way back to the page, those to preflights among them.
func between(t *testing.T, s *rejoin.Server, change func(*http.Response)) string {
	t.Helper()
	target, err := url.Parse(s.URL)
	must(t, err)
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ErrorLog = log.New(io.Discard, "", 0)
	proxy.ModifyResponse = func(r *http.Response) error {
		change(r)
		return nil
	}
	server := httptest.NewServer(proxy)
	t.Cleanup(server.Close)
	return server.URL
}

// wantNothingReadable wants a call to have been rejected as the browser rejects
// what the other origin does not allow.
func wantNothingReadable(t *testing.T, err error) {
	t.Helper()
	if r := rejected(t, err); r.Type != "TypeError" || r.Message != "Failed to fetch" || r.StatusCode != 0 {
		t.Errorf("got %s %q with status %d, want TypeError, Failed to fetch, none", r.Type, r.Message, r.StatusCode)
	}
}

// preflights are the questions that a browser asked, by path.
type preflights struct {
	mu      sync.Mutex
	headers map[string][]string // the headers asked for, one text a question
}

func (p *preflights) note(r *http.Response) {
	if r.Request.Method != http.MethodOptions {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.headers == nil {
		p.headers = make(map[string][]string)
	}
	path := r.Request.URL.Path
	p.headers[path] = append(p.headers[path], r.Request.Header.Get("Access-Control-Request-Headers"))
}

func (p *preflights) of(path string) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.headers[path])
}

func preflightOfAPOSTIsAnsweredAndKept(t *testing.T) {
	s := sharedServer(t)
	var asked preflights
	p := chatjs.Join(t, between(t, s, asked.note), start(t, s), inBrowser(t))
	p.AwaitMessage(p.Say("from another origin").ID)
	if _, err := p.SendEvent(chatjs.Typing, nil); err != nil {
		t.Error(err)
	}
	page(t, p, map[string]any{})
	// The second heartbeat is 10 s after the first. Without a word from the server
	// Chromium keeps the answer to a preflight for 5 s.
	p.AwaitFrames(0, "aws/heartbeat", 2)
	p.AwaitMessage(p.Say("and once more").ID)
	p.Disconnect()

	const six = "authorization,content-type,x-amz-bearer,x-amz-content-sha256,x-amz-date,x-amz-user-agent"
	for _, call := range []string{"connection", "message", "event", "transcript", "disconnect"} {
		if got := asked.of("/participant/" + call); len(got) != 1 || got[0] != six {
			t.Errorf("%s: got preflights for %q, want one, for %s", call, got, six)
		}
	}

	forbidding := between(t, s, func(r *http.Response) {
		allowed := strings.Replace(r.Header.Get("Access-Control-Allow-Headers"), "x-amz-bearer, ", "", 1)
		r.Header.Set("Access-Control-Allow-Headers", allowed)
	})
	wantNothingReadable(t, chatjs.Open(t, forbidding, start(t, s), inBrowser(t)).Connect())
}

func errorTypeIsReadableAcrossOrigins(t *testing.T) {
	s := sharedServer(t)
	hideHeader := func(r *http.Response) { r.Header.Del("Access-Control-Expose-Headers") }
	hideBody := func(r *http.Response) {
		if r.StatusCode >= http.StatusBadRequest {
			r.Body.Close()
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader("{}")), 2
			r.Header.Set("Content-Length", "2")
		}
	}
	for name, test := range map[string]struct {
		hide []func(*http.Response)
		want string
	}{
		"as served":       {nil, "ValidationException"},
		"header alone":    {[]func(*http.Response){hideBody}, "ValidationException"},
		"body alone":      {[]func(*http.Response){hideHeader}, "ValidationException"},
		"neither of them": {[]func(*http.Response){hideHeader, hideBody}, "400"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := chatjs.Join(t, between(t, s, func(r *http.Response) {
				for _, hide := range test.hide {
					hide(r)
				}
			}), start(t, s), inBrowser(t))
			_, err := p.Send(map[string]any{"contentType": chatjs.Plain, "message": ""})
			wantRejection(t, err, test.want, http.StatusBadRequest)
		})
	}
}

func errorsAllowTheOrigin(t *testing.T) {
	s := sharedServer(t)
	p := chatjs.Join(t, s.URL, start(t, s), inBrowser(t))
	_, err := p.Send(map[string]any{"contentType": chatjs.Plain, "message": ""})
	wantRejection(t, err, "ValidationException", http.StatusBadRequest)
	answers := p.Answers(0, "/message")
	if got := answers[0].AnswerHeaders["x-amzn-requestid"]; got == "" {
		t.Errorf("got the headers %v, want the page to see the request's id", answers[0].AnswerHeaders)
	}
	// By another method; a body that is too large to be read; no operation; nobody.
	for what, err := range map[string]error{
		"view":         p.Call("describeView", map[string]string{"viewToken": "a/b="}, nil),
		"huge message": sendHuge(p),
		"unknown path": chatjs.Open(t, s.URL+"/participant/nowhere", p.Details, inBrowser(t)).Connect(),
	} {
		if r := rejected(t, err); r.StatusCode < 400 || r.StatusCode > 599 {
			t.Errorf("%s: got status %d, want an error's: %s", what, r.StatusCode, r.Raw)
		}
	}
	stranger := p.Details
	stranger.ParticipantToken = "nobody's"
	wantRejection(t, chatjs.Open(t, s.URL, stranger, inBrowser(t)).Connect(), "AccessDeniedException", http.StatusForbidden)

	silent := between(t, s, func(r *http.Response) {
		if r.StatusCode >= http.StatusBadRequest {
			r.Header.Del("Access-Control-Allow-Origin")
		}
	})
	wantNothingReadable(t, chatjs.Open(t, silent, stranger, inBrowser(t)).Connect())
}

// sendHuge sends more than any limit.
func sendHuge(p *chatjs.Participant) error {
	_, err := p.Send(map[string]any{"contentType": chatjs.Plain, "message": strings.Repeat("long ", 1<<20)})
	return err
}
