package delivery

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/outside"
)

func messages(keysAndTexts ...string) (list []Message) {
	for i := 0; i < len(keysAndTexts); i += 2 {
		list = append(list, Message{keysAndTexts[i], []byte(keysAndTexts[i+1])})
	}
	return list
}

func open(t *testing.T, url string) Sink {
	t.Helper()
	s, err := Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func TestAFileIsAppendedTo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "events")
	if err := os.WriteFile(path, []byte("{\"whole\":1}\n{\"torn"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, "file://"+path)
	deliver := func(list []Message) {
		t.Helper()
		if taken, err := s.Deliver(t.Context(), list); !slices.Equal(taken, whole(list)) || err != nil {
			t.Fatalf("got %v, error %v, want all", taken, err)
		}
	}
	deliver(messages("a", "1", "b", "2"))
	if err := os.Rename(path, path+".1"); err != nil { // as who rotates it does
		t.Fatal(err)
	}
	deliver(messages("a", "3"))
	for file, want := range map[string]string{path + ".1": "{\"whole\":1}\n{\"torn\n1\n2\n", path: "3\n"} {
		if got, err := os.ReadFile(file); string(got) != want || err != nil {
			t.Errorf("%s: got %q, error %v, want %q", file, got, err, want)
		}
	}
	if _, err := Open(t.Context(), "file:///no/such/folder/events"); err == nil {
		t.Error("a folder that does not exist: got no error")
	}
}

func TestAnEndpointTakesAllOrNothing(t *testing.T) {
	status, got := http.StatusNoContent, ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		user, password, _ := r.BasicAuth()
		got = r.Header.Get("Content-Type") + " " + user + ":" + password + " " + string(body)
		w.WriteHeader(status)
	}))
	defer server.Close()
	s := open(t, strings.Replace(server.URL, "http://", "http://me:secret@", 1)+"/in?key=hidden")
	list := messages("a", "1", "b", "2")
	if n, err := s.Deliver(t.Context(), list); len(n) != 2 || err != nil || got != "application/x-ndjson me:secret 1\n2\n" {
		t.Errorf("got %v, error %v, sent %q", n, err, got)
	}
	for code, want := range map[int]error{500: outside.ErrUnavailable, 403: outside.ErrRefused, 302: outside.ErrRefused} {
		status = code
		n, err := s.Deliver(t.Context(), list)
		if slices.Contains(n, true) || !errors.Is(err, want) || strings.Contains(err.Error(), "hidden") || strings.Contains(err.Error(), "secret") {
			t.Errorf("status %d: got %v, error %v, want %v and no secret", code, n, err, want)
		}
	}
}

// stream is a Kinesis that refuses each record once, every second one of a call.
type stream struct {
	t      *testing.T
	got    []string
	failed map[string]bool
	calls  int
}

func (s *stream) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.calls++
	var in putRecords
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.StreamName != "records" ||
		r.Header.Get("X-Amz-Target") != "Kinesis_20131202.PutRecords" ||
		!strings.Contains(r.Header.Get("Authorization"), "/eu-west-1/kinesis/aws4_request") {
		s.t.Errorf("got %+v, error %v, headers %v", in, err, r.Header)
	}
	var out putResult
	out.Records = make([]struct {
		ErrorCode string `json:"ErrorCode"`
	}, len(in.Records))
	seen := map[string]bool{}
	for i, record := range in.Records {
		if seen[record.PartitionKey] {
			s.t.Errorf("two records of %s in one call", record.PartitionKey)
		}
		seen[record.PartitionKey] = true
		if i%2 == 1 && !s.failed[string(record.Data)] {
			s.failed[string(record.Data)] = true
			out.FailedRecordCount++
			out.Records[i].ErrorCode = "ProvisionedThroughputExceededException"
			continue
		}
		s.got = append(s.got, string(record.Data))
	}
	if err := json.NewEncoder(w).Encode(out); err != nil {
		s.t.Error(err)
	}
}

// What fails in part comes again, that alone, and in the order of each key.
func TestAStreamKeepsTheOrderOfEachKey(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "key")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	at := &stream{t: t, failed: map[string]bool{}}
	server := httptest.NewServer(at)
	defer server.Close()
	s := open(t, "kinesis://records?region=eu-west-1&endpoint="+server.URL)
	list := messages("a", "a1", "a", "a2", "b", "b1", "a", "a3", "b", "b2", "c", "c1")
	for range 10 {
		taken, err := s.Deliver(t.Context(), list)
		var left []Message
		for i, m := range list {
			if !taken[i] {
				left = append(left, m)
			}
		}
		if (len(left) > 0) != (err != nil) {
			t.Fatalf("got %v, error %v", taken, err)
		}
		if list = left; len(list) == 0 {
			break
		}
	}
	if len(list) > 0 || len(at.failed) == 0 {
		t.Fatalf("%d are left, %d failed once", len(list), len(at.failed))
	}
	of := map[byte]string{}
	for _, text := range at.got {
		of[text[0]] += text + " "
	}
	if of['a'] != "a1 a2 a3 " || of['b'] != "b1 b2 " || of['c'] != "c1 " {
		t.Errorf("got %v, want each once and those of a key in order", at.got)
	}
}

func TestAStreamThatCannotBeUsed(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "key")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	if _, err := Open(t.Context(), "kinesis://records"); err == nil {
		t.Error("no region: got no error")
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"Records":[]}`)
	}))
	defer server.Close()
	s := open(t, "kinesis://records?region=eu-west-1&endpoint="+server.URL)
	if n, err := s.Deliver(t.Context(), messages("a", "1")); slices.Contains(n, true) || !errors.Is(err, outside.ErrFailed) {
		t.Errorf("a strange answer: got %v, error %v", n, err)
	}
}
