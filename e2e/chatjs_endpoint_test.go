package e2e

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

var endpointRows = []row{
	{1, "first_request_goes_to_the_endpoint", firstRequestGoesToTheEndpoint},
	{2, "base_path_is_kept", basePathIsKept},
	{3, "region_is_free", regionIsFree},
	{4, "signature_with_an_empty_key_is_ignored", signatureWithAnEmptyKeyIsIgnored},
	{14, "unknown_path_answers_json", unknownPathAnswersJSON},
}

func firstRequestGoesToTheEndpoint(t *testing.T) {
	s := sharedServer(t)
	p := arrive(t, s)
	first := p.Requests(0, "")[0]
	if got, want := first.Method+" "+first.URL, "POST "+s.URL+"/participant/connection"; got != want {
		t.Errorf("first request: got %s, want %s", got, want)
	}
}

func basePathIsKept(t *testing.T) {
	s := sharedServer(t)
	target, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	below := httptest.NewServer(http.StripPrefix("/base", httputil.NewSingleHostReverseProxy(target)))
	t.Cleanup(below.Close)
	for _, endpoint := range []string{below.URL + "/base", below.URL + "/base/"} {
		p := chatjs.Join(t, endpoint, start(t, s), chatjs.Options{})
		p.AwaitMessage(p.Say("below a path").ID)
		for _, r := range p.Requests(0, "") {
			if !strings.HasPrefix(r.Path(), "/base/participant/") {
				t.Errorf("endpoint %s: got a request of %s, want all below /base/participant/", endpoint, r.Path())
			}
		}
	}
}

func regionIsFree(t *testing.T) {
	s := sharedServer(t)
	p := chatjs.Join(t, s.URL, start(t, s), chatjs.Options{Region: "nowhere-7"})
	p.AwaitMessage(p.Say("hello from nowhere").ID)
	if got := p.Requests(0, "/message")[0].Headers["authorization"]; !strings.Contains(got, "/nowhere-7/") {
		t.Errorf("authorization: got %q, want one of region nowhere-7", got)
	}
}

func signatureWithAnEmptyKeyIsIgnored(t *testing.T) {
	p := arrive(t, sharedServer(t))
	p.Say("signed with nothing")
	for _, a := range p.Answers(0, "") {
		if signature := a.Headers["authorization"]; !strings.Contains(signature, "Credential=/") {
			t.Errorf("%s: got authorization %q, want a signature with an empty key", a.Path(), signature)
		}
		if a.Status != http.StatusOK {
			t.Errorf("%s: got status %d, want 200", a.Path(), a.Status)
		}
	}
}

func unknownPathAnswersJSON(t *testing.T) {
	s := sharedServer(t)
	p := chatjs.Open(t, s.URL+"/nowhere", start(t, s), chatjs.Options{})
	r := rejected(t, p.Connect())
	if r.StatusCode < 400 || r.StatusCode > 499 || r.Type == "SyntaxError" {
		t.Errorf("got type %q and status %d, want a modelled 4xx error: %s", r.Type, r.StatusCode, r.Raw)
	}
	for _, method := range []string{http.MethodGet, http.MethodDelete} {
		answersJSON(t, s, method, "/participant/message")
	}
}

// answersJSON wants an error that ChatJS can parse.
func answersJSON(t *testing.T, s *rejoin.Server, method, path string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if got := response.Header.Get("Content-Type"); !strings.Contains(got, "json") {
		t.Errorf("%s %s: got status %d with content type %q, want JSON", method, path, response.StatusCode, got)
	}
}

// rejected wants a call to have been rejected, and answers how.
func rejected(t *testing.T, err error) *chatjs.Rejection {
	t.Helper()
	var r *chatjs.Rejection
	if !errors.As(err, &r) {
		t.Fatalf("got %v, want a rejection", err)
	}
	return r
}

// wantRejection checks type and status of a rejection.
func wantRejection(t *testing.T, err error, kind string, status int) {
	t.Helper()
	if r := rejected(t, err); r.Type != kind || r.StatusCode != status {
		t.Errorf("got %s %d, want %s %d: %s", r.Type, r.StatusCode, kind, status, r.Raw)
	}
}
