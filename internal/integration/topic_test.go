package integration

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/topic"
)

func TestTopicsLeadToTheirPlaces(t *testing.T) {
	var got []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = append(got, r.URL.Path+" "+r.Header.Get("Authorization")[:6]+" "+string(body[:6]))
		_, _ = io.WriteString(w, "{}")
	}))
	defer server.Close()
	t.Setenv("AWS_ACCESS_KEY_ID", "key")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	const arn = "arn:aws:sns:eu-west-1:123456789012:"
	set := load(t, strings.ReplaceAll(`
topics:
  `+arn+`sns:
    sns: {endpoint: URL/sns}
  `+arn+`http:
    http:
      url: URL/http
      headers: {Authorization: {env: TOKEN}}
  `+arn+`function:
    function: outbound
functions:
  outbound:
    http:
      url: URL/function
      headers: {Authorization: {env: TOKEN}}
`, "URL", server.URL), map[string]string{"TOKEN": "Bearer x"})
	for _, name := range []string{"sns", "http", "function"} {
		if !set.KnowsTopic(arn + name) {
			t.Errorf("%s is not known", name)
		}
		if err := set.Publish(t.Context(), arn+name, topic.Message{ID: "1", Text: "x"}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if want := []string{"/sns AWS4-H Action", "/http Bearer {\"Type", "/function Bearer {\"Reco"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if set.KnowsTopic(arn + "other") {
		t.Error("another topic is known")
	}
}
