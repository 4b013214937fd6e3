package startchat_test

import (
	"testing"

	"github.com/rejoin-chat/rejoin/internal/connectsvc/servicetest"
	"github.com/rejoin-chat/rejoin/internal/startchat"
)

const page = "Origin: https://shop.example"

func allowShop(c *startchat.Config) {
	c.AllowOrigin = func(origin string) bool { return origin == "https://shop.example" }
}

// headers fails the test unless an answer has the headers; "" means none.
func headers(t *testing.T, a servicetest.Answer, want map[string]string) {
	t.Helper()
	for name, value := range want {
		if got := a.Header.Get(name); got != value {
			t.Errorf("%s: got %q, want %q", name, got, value)
		}
	}
}

func TestEveryOriginMayCallWhereNoneAreListed(t *testing.T) {
	s := newSite(t)
	for name, a := range map[string]servicetest.Answer{
		"success":   s.post(t, "{}", page),
		"failure":   s.post(t, "[]", page),
		"no origin": s.post(t, "{}"),
	} {
		t.Run(name, func(t *testing.T) {
			headers(t, a, map[string]string{"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Credentials": "", "Vary": ""})
		})
	}
}

func TestOnlyListedOriginsMayCall(t *testing.T) {
	s := newSite(t, allowShop)
	a := s.post(t, "{}", page)
	if a.Status != 200 {
		t.Errorf("got %d %s, want 200", a.Status, a.Text)
	}
	headers(t, a, map[string]string{"Access-Control-Allow-Origin": "https://shop.example", "Access-Control-Allow-Credentials": "", "Vary": "Origin"})
	if a := s.post(t, "{}"); a.Status != 200 {
		t.Errorf("without an origin: got %d %s, want 200", a.Status, a.Text)
	}
	for _, method := range []string{"POST", "OPTIONS", "GET"} {
		before := s.Store.Writes()
		a := servicetest.Do(t, s.handler, method, "/start-chat", "{}", "Origin: https://evil.example")
		want(t, a, 403, "AccessDeniedException")
		headers(t, a, map[string]string{"Access-Control-Allow-Origin": "", "Access-Control-Allow-Credentials": "", "Vary": "Origin"})
		if got := s.Store.Writes() - before; got != 0 {
			t.Errorf("%s: got %d writes, want none", method, got)
		}
	}
}

func TestPreflight(t *testing.T) {
	s := newSite(t, allowShop)
	a := servicetest.Do(t, s.handler, "OPTIONS", "/start-chat", "", page, "Access-Control-Request-Headers: x-tenant")
	if a.Status != 200 || a.Text != "" {
		t.Errorf("got %d %q, want 200 and nothing", a.Status, a.Text)
	}
	headers(t, a, map[string]string{
		"Access-Control-Allow-Origin":  "https://shop.example",
		"Access-Control-Allow-Methods": "POST,OPTIONS",
		"Access-Control-Allow-Headers": "Content-Type,X-Amz-Date,Authorization,X-Api-Key,X-Amz-Security-Token,x-tenant",
		"Access-Control-Max-Age":       "7200",
	})
}

func TestOtherMethodsAreRefused(t *testing.T) {
	s := newSite(t)
	for _, method := range []string{"GET", "PUT", "DELETE"} {
		a := servicetest.Do(t, s.handler, method, "/start-chat", "{}")
		want(t, a, 405, "UnknownOperationException")
		headers(t, a, map[string]string{"Allow": "POST,OPTIONS"})
	}
}
