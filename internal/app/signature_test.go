package app_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestSignaturesOfTheConnectAPI(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		body := fmt.Sprintf(`{"InstanceId":%q,"ContactFlowId":%q,"ParticipantDetails":{"DisplayName":"Ada"}}`, instance, sampleFlow)
		signed := func(at time.Time, change func(*http.Request)) func(*http.Request) {
			return func(r *http.Request) {
				if err := s.keys.Sign(r, []byte(body), at); err != nil {
					t.Fatal(err)
				}
				change(r)
			}
		}
		same := func(*http.Request) {}
		replace := func(old, new string) func(*http.Request) {
			return func(r *http.Request) {
				r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), old, new, 1))
			}
		}
		now := time.Now()
		const day = 24 * time.Hour
		for _, test := range []struct {
			name   string
			change func(*http.Request)
			status int
			code   string
		}{
			{"a good signature", signed(now, same), 200, ""},
			{"another region", func(r *http.Request) {
				keys := s.keys
				keys.Region = "eu-west-2"
				if err := keys.Sign(r, []byte(body), now); err != nil {
					t.Fatal(err)
				}
			}, 200, ""},
			{"no signature", same, 403, "MissingAuthenticationTokenException"},
			{"a bearer instead", func(r *http.Request) { r.Header.Set("Authorization", "Bearer x") }, 400, "IncompleteSignatureException"},
			{"a malformed signature", signed(now, replace("Signature=", "Signatur=")), 400, "IncompleteSignatureException"},
			{"an unknown key", signed(now, replace(s.keys.AccessKeyID, "AKIAAAAAAAAAAAAAAAAA")), 403, "UnrecognizedClientException"},
			{"a wrong secret", func(r *http.Request) {
				keys := s.keys
				keys.SecretAccessKey = strings.Repeat("x", 40)
				if err := keys.Sign(r, []byte(body), now); err != nil {
					t.Fatal(err)
				}
			}, 403, "InvalidSignatureException"},
			{"another service", func(r *http.Request) {
				keys := s.keys
				keys.Service = "s3"
				if err := keys.Sign(r, []byte(body), now); err != nil {
					t.Fatal(err)
				}
			}, 403, "InvalidSignatureException"},
			{"an expired signature", signed(now.Add(-day), same), 403, "InvalidSignatureException"},
			{"one of the future", signed(now.Add(day), same), 403, "InvalidSignatureException"},
			{"a body that was changed", signed(now, func(r *http.Request) {
				changed := strings.Replace(body, "Ada", "Eve", 1)
				r.Body = io.NopCloser(bytes.NewBufferString(changed))
			}), 403, "InvalidSignatureException"},
			{"a path that was changed", signed(now, func(r *http.Request) { r.URL.Path = "/contact/stop" }), 403, "InvalidSignatureException"},
		} {
			r, err := request("PUT", base+"/contact/chat", body, "Content-Type", "application/json")
			if err != nil {
				t.Fatal(err)
			}
			test.change(r)
			a := s.send(r)
			if a.status != test.status || a.errorName() != test.code {
				t.Errorf("%s: got %d %q %s, want %d %q", test.name, a.status, a.errorName(), a.body, test.status, test.code)
			}
			if test.code != "" && !strings.Contains(a.body, `"__type":"`+test.code+`","message":`) {
				t.Errorf("%s: got %s, want the code and a message", test.name, a.body)
			}
			if strings.Contains(a.body, s.keys.SecretAccessKey) {
				t.Errorf("%s: the answer tells the secret", test.name)
			}
		}
	})
}
