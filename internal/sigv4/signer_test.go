package sigv4

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// Requests go through a real client and server, which reorder, trim and move
// headers on their own.
func TestSignedRequestsSurviveTheWire(t *testing.T) {
	tests := []struct {
		name, method, target string
		header               http.Header
		body                 string
	}{
		{"body", "PUT", "/contact/chat", http.Header{"Content-Type": {"application/json"}}, `{"ClientToken":"ü"}`},
		{"no body", "GET", "/instance", nil, ""},
		{"empty body", "POST", "/contact/stop", http.Header{"Content-Length": {"0"}}, ""},
		{"signed length", "POST", "/contact/stop", http.Header{"Content-Length": {"2"}}, "{}"},
		{"escaped label", "GET", "/tags/arn%3Aaws%3Aconnect%3Aeu-west-2%3A1%3Ainstance%2Fi", nil, ""},
		{"escaped space and unicode", "GET", "/a%20b/%E1%88%B4", nil, ""},
		{"double slash", "GET", "/a//b/", nil, ""},
		{"query out of order", "GET", "/queues-summary/i?queueTypes=STANDARD&maxResults=5&queueTypes=AGENT", nil, ""},
		{"query with all signs", "GET", "/x?a=%20%2B%2F%3D%26%C3%A9&b=1+2&c", nil, ""},
		{"header values", "GET", "/", http.Header{"X-Amz-User-Agent": {"a  b", " c "}, "Accept": {""}}, ""},
		{"unsigned headers", "GET", "/", http.Header{"User-Agent": {"x"}, "X-Amzn-Trace-Id": {"y"}, "Connection": {"close"}}, ""},
	}
	v := newExampleVerifier("connect", exampleTime)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			_, err = v.Verify(r, body)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
		}
	}))
	defer server.Close()

	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, err := http.NewRequest(test.method, server.URL+test.target, bytes.NewReader([]byte(test.body)))
			if err != nil {
				t.Fatal(err)
			}
			for name, values := range test.header {
				r.Header[name] = values
			}
			if err := chatSigner.Sign(r, []byte(test.body), exampleTime); err != nil {
				t.Fatalf("Sign: %v", err)
			}
			answer, err := server.Client().Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Body.Close()
			if message, _ := io.ReadAll(answer.Body); answer.StatusCode != http.StatusOK {
				t.Errorf("got %d %s, want 200", answer.StatusCode, message)
			}
		})
	}
}

// Signatures made with botocore 1.43 for the example key, which encodes and
// normalises paths and queries on its own.
func TestSignAgreesWithBotocore(t *testing.T) {
	tests := []struct{ name, target, signature string }{
		{"escaped slash and colon", "/tags/arn%3Aaws%3Aconnect%3Aus-east-1%3A123456789012%3Ainstance%2F11111111-2222-3333-4444-555555555555", "7b7b4f5bfb886782d92666f42ea25c8ce99fc8c8b76de8de266781c0b73f92cb"},
		{"escaped space", "/example%20space/", "446b817944c553435b35e813c261ff4e161fff982d1bacdef1c87f6785dd1662"},
		{"escaped unicode", "/%E1%88%B4", "697b34846207a3f72246f99d74ae1ee4fe54f44bb06730c58a0d339eb079596d"},
		{"repeated parameters", "/x?b=2&a=1&a=0&c=%2F%20", "69f1259bb71a86bcbf5f08e9cc534c35c301543b884f5ce0fc1cc4b3feaed0f3"},
	}
	signer := Signer{Credentials: exampleKey, Region: "us-east-1", Service: "service"}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, err := http.NewRequest("GET", "https://example.amazonaws.com"+test.target, nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("X-Amz-Date", "20150830T123600Z")
			got, err := signer.signature(r, nil, []string{"host", "x-amz-date"}, exampleTime)
			if err != nil || got != test.signature {
				t.Errorf("got %s, %v; want %s", got, err, test.signature)
			}
		})
	}
}

func TestSignReplacesAnEarlierSignature(t *testing.T) {
	r, body := newSignedRequest(t)
	later := exampleTime.Add(MaxSkew + time.Second)
	if err := chatSigner.Sign(r, body, later); err != nil {
		t.Fatal(err)
	}
	if _, err := newExampleVerifier("connect", later.Add(MaxSkew)).Verify(r, body); err != nil {
		t.Errorf("got error %v, want none", err)
	}
}
