package files

import (
	"context"
	"errors"
	"flag"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

type contacts map[chat.ContactID]chat.Contact

func (c contacts) Contact(_ context.Context, id chat.ContactID) (chat.Contact, error) {
	found, ok := c[id]
	if !ok {
		return found, store.ErrNotFound
	}
	return found, nil
}

func TestTranscriptsAreWritten(t *testing.T) {
	b, h := newBucket()
	ended := chat.Contact{DisconnectedAt: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Archive: chat.Archive{Key: b.key}}
	archived := ended
	archived.Archive.Confirmed = true
	lost := archived
	lost.Archive.Key = "lost"
	known := contacts{"archived": archived, "ended": ended, "active": {}, "lost": lost}

	var out strings.Builder
	if err := WriteTranscript(t.Context(), &out, known, b, TranscriptRequest{ContactID: "archived"}); err != nil || out.String() != b.body+"\n" {
		t.Errorf("got %q, error %v, want the object", out.String(), err)
	}
	out.Reset()
	if err := WriteTranscript(t.Context(), &out, known, b, TranscriptRequest{ContactID: "archived", Link: time.Minute}); err != nil {
		t.Fatal(err)
	}
	got := answer(h, http.MethodGet, strings.TrimSpace(out.String()))
	if got.Code != http.StatusOK || got.Body.String() != b.body || got.Header().Get("Content-Type") != "application/json" {
		t.Errorf("by the link: got %d %q", got.Code, got.Body)
	}
	for id, want := range map[chat.ContactID]string{
		"none": "there is no contact none", "active": "contact active goes on",
		"ended": "the transcript of contact ended is not archived yet", "lost": "no such object",
	} {
		out.Reset()
		err := WriteTranscript(t.Context(), &out, known, b, TranscriptRequest{ContactID: id})
		if err == nil || !strings.Contains(err.Error(), want) || out.Len() > 0 {
			t.Errorf("%s: got %q, error %v, want %q", id, out.String(), err, want)
		}
	}
}

func TestRequestsForTranscripts(t *testing.T) {
	for line, want := range map[string]struct {
		request  TranscriptRequest
		settings []string
		err      string
	}{
		"c":                            {request: TranscriptRequest{ContactID: "c"}},
		"c --data d --files=s3://b":    {TranscriptRequest{ContactID: "c"}, []string{"--data", "d", "--files=s3://b"}, ""},
		"c --link":                     {request: TranscriptRequest{ContactID: "c", Link: time.Hour}},
		"c --for 30m --data d --link":  {TranscriptRequest{ContactID: "c", Link: 30 * time.Minute}, []string{"--data", "d"}, ""},
		"c -link -for=1s":              {request: TranscriptRequest{ContactID: "c", Link: time.Second}},
		"c --data link":                {TranscriptRequest{ContactID: "c"}, []string{"--data", "link"}, ""},
		"":                             {err: "name a contact first"},
		"--data d c":                   {err: "name a contact first"},
		"c --for 1h":                   {err: "--for needs --link"},
		"c --link --for":               {err: `--for "": want 1s to 168h`},
		"c --link --for soon":          {err: `--for "soon": want 1s to 168h`},
		"c --link --for 200h":          {err: `--for "200h": want 1s to 168h`},
		"--help":                       {err: flag.ErrHelp.Error()},
		"c --link --data somewhere -h": {err: flag.ErrHelp.Error()},
	} {
		q, settings, err := ParseTranscriptRequest(strings.Fields(line))
		if want.err != "" {
			if err == nil || !strings.Contains(err.Error(), want.err) {
				t.Errorf("%s: got %+v, error %v, want %q", line, q, err, want.err)
			}
			continue
		}
		if err != nil || q != want.request || !slices.Equal(settings, want.settings) {
			t.Errorf("%s: got %+v %q, error %v, want %+v", line, q, settings, err, want)
		}
	}
	if _, _, err := ParseTranscriptRequest([]string{"-h"}); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("got %v, want %v", err, flag.ErrHelp)
	}
}

func FuzzParseTranscriptRequest(f *testing.F) {
	f.Add("c --link --for 30m --data d")
	f.Add("c --for")
	f.Add("-link")
	f.Fuzz(func(t *testing.T, line string) {
		q, _, err := ParseTranscriptRequest(strings.Fields(line))
		if err == nil && (q.ContactID == "" || q.Link < 0 || q.Link > archive.MaxLinkTime) {
			t.Errorf("%q: got %+v", line, q)
		}
	})
}
