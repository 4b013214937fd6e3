package archive

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

func newLinks(secret string) *Links {
	return NewLinks(LinkOptions{
		Secret: []byte(secret), Base: func() string { return "https://chat.example.com" }, Clock: clock.System(),
	})
}

func parsed(t *testing.T, link string) *url.URL {
	t.Helper()
	u, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestALinkSaysWhatWasSigned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		want := Link{For: time.Hour, Name: "a&b=c\".json", ContentType: "application/json"}
		link, err := newLinks("s").Sign("a b/c:d%2Fe", want)
		if err != nil || !strings.HasPrefix(link, "https://chat.example.com/files/a%20b/c:d%252Fe?") {
			t.Fatalf("got %q, error %v", link, err)
		}
		key, got, err := newLinks("s").Verify(parsed(t, link))
		if err != nil || key != "a b/c:d%2Fe" || got != want {
			t.Errorf("got %q %+v, error %v, want %+v", key, got, err, want)
		}
		if _, _, err := newLinks("another").Verify(parsed(t, link)); !errors.Is(err, ErrLink) {
			t.Errorf("with another secret: got %v, want %v", err, ErrLink)
		}
	})
}

func TestALinkIsGoodUntilItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLinks("s")
		link, err := l.Sign("k", Link{For: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		<-clock.System().NewTimer(time.Minute - time.Nanosecond).C()
		if _, _, err := l.Verify(parsed(t, link)); err != nil {
			t.Errorf("at its last instant: %v", err)
		}
		<-clock.System().NewTimer(time.Nanosecond).C()
		if _, _, err := l.Verify(parsed(t, link)); !errors.Is(err, ErrLink) {
			t.Errorf("at its end: got %v, want %v", err, ErrLink)
		}
	})
}

// FuzzVerify: what Verify accepts was signed, whatever is made of a good link.
func FuzzVerify(f *testing.F) {
	l := newLinks("s")
	good, err := l.Sign("a/k", Link{For: time.Hour, Name: "n"})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(strings.Replace(good, "a/k", "a//k", 1))
	f.Add(strings.Replace(good, "a/k", "a%2Fk", 1))
	f.Add(good + "&name=other")
	f.Add("/files/../x?expires=1&signature=")
	f.Fuzz(func(t *testing.T, link string) {
		u, err := url.Parse(link)
		if err != nil {
			return
		}
		key, got, err := l.Verify(u)
		switch {
		case err != nil && !errors.Is(err, ErrLink):
			t.Errorf("got error %v, want %v", err, ErrLink)
		case err == nil && (key != "a/k" || got.Name != "n"):
			t.Errorf("%q: got %q %+v, which was not signed", link, key, got)
		}
	})
}
