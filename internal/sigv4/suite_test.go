package sigv4

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/clock/clocktest"
)

// suiteCase is one request of the vendor's published Signature Version 4 test
// suite (example key, 20150830T123600Z, us-east-1, service "service") with its
// known signature. The target is the raw path and query of the request line.
type suiteCase struct {
	name, method, target string
	header               http.Header
	body                 string
	signed, signature    string
}

var suite = []suiteCase{
	{
		name: "get-vanilla", method: "GET", target: "/", signed: "host;x-amz-date",
		signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
	},
	{
		name: "get-header-key-duplicate", method: "GET", target: "/",
		header: http.Header{"My-Header1": {"value2", "value2", "value1"}}, signed: "host;my-header1;x-amz-date",
		signature: "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
	},
	{
		name: "get-header-value-order", method: "GET", target: "/",
		header: http.Header{"My-Header1": {"value4", "value1", "value3", "value2"}}, signed: "host;my-header1;x-amz-date",
		signature: "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01",
	},
	{
		name: "get-header-value-trim", method: "GET", target: "/",
		header: http.Header{"My-Header1": {" value1"}, "My-Header2": {` "a   b   c"`}}, signed: "host;my-header1;my-header2;x-amz-date",
		signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
	},
	{
		name: "get-unreserved", method: "GET", target: "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", signed: "host;x-amz-date",
		signature: "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
	},
	{
		name: "get-utf8", method: "GET", target: "/ሴ", signed: "host;x-amz-date",
		signature: "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
	},
	{
		name: "get-space", method: "GET", target: "/example space/", signed: "host;x-amz-date",
		signature: "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741",
	},
	{
		name: "get-relative", method: "GET", target: "/example/..", signed: "host;x-amz-date",
		signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
	},
	{
		name: "get-relative-relative", method: "GET", target: "/example1/example2/../..", signed: "host;x-amz-date",
		signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
	},
	{
		name: "get-slash", method: "GET", target: "//", signed: "host;x-amz-date",
		signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
	},
	{
		name: "get-slash-dot-slash", method: "GET", target: "/./", signed: "host;x-amz-date",
		signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
	},
	{
		name: "get-slash-pointless-dot", method: "GET", target: "/./example", signed: "host;x-amz-date",
		signature: "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5",
	},
	{
		name: "get-slashes", method: "GET", target: "//example//", signed: "host;x-amz-date",
		signature: "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84",
	},
	{
		name: "get-vanilla-empty-query-key", method: "GET", target: "/?Param1=value1", signed: "host;x-amz-date",
		signature: "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb",
	},
	{
		name: "get-vanilla-query-order-key-case", method: "GET", target: "/?Param2=value2&Param1=value1", signed: "host;x-amz-date",
		signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
	},
	{
		name: "get-vanilla-query-unreserved", method: "GET",
		target: "/?-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
		signed: "host;x-amz-date", signature: "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197",
	},
	{
		name: "get-vanilla-utf8-query", method: "GET", target: "/?ሴ=bar", signed: "host;x-amz-date",
		signature: "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04",
	},
	{
		name: "post-vanilla", method: "POST", target: "/", signed: "host;x-amz-date",
		signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
	},
	{
		name: "post-header-key-sort", method: "POST", target: "/",
		header: http.Header{"My-Header1": {"value1"}}, signed: "host;my-header1;x-amz-date",
		signature: "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c",
	},
	{
		name: "post-header-value-case", method: "POST", target: "/",
		header: http.Header{"My-Header1": {"VALUE1"}}, signed: "host;my-header1;x-amz-date",
		signature: "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d",
	},
	{
		name: "post-vanilla-query", method: "POST", target: "/?Param1=value1", signed: "host;x-amz-date",
		signature: "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11",
	},
	{
		name: "post-vanilla-query-nonunreserved", method: "POST",
		target: "/?%40%23%24%25%5E=&%2B=%2F%2C%3F%3E%3C%60%22%3B%3A%5C%7C%5D%5B%7B%7D", signed: "host;x-amz-date",
		signature: "66c82657c86e26fb25238d0e69f011edc4c6df5ae71119d7cb98ed9b87393c1e",
	},
	{
		name: "post-x-www-form-urlencoded", method: "POST", target: "/", body: "Param1=value1",
		header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, signed: "content-type;host;x-amz-date",
		signature: "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
	},
	{
		name: "post-x-www-form-urlencoded-parameters", method: "POST", target: "/", body: "Param1=value1",
		header: http.Header{"Content-Type": {"application/x-www-form-urlencoded; charset=utf8"}}, signed: "content-type;host;x-amz-date",
		signature: "1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe",
	},
}

// request builds the request without net/http's parser, which would refuse some
// of the suite's request lines.
func (c suiteCase) request() *http.Request {
	r := &http.Request{
		Method: c.method, Host: "example.amazonaws.com", RequestURI: c.target,
		URL: new(url.URL), Header: c.header.Clone(),
	}
	if r.Header == nil {
		r.Header = http.Header{}
	}
	return r
}

func TestSignGivesThePublishedSignatures(t *testing.T) {
	signer := Signer{Credentials: exampleKey, Region: "us-east-1", Service: "service"}
	for _, c := range suite {
		t.Run(c.name, func(t *testing.T) {
			r := c.request()
			if err := signer.Sign(r, []byte(c.body), exampleTime); err != nil {
				t.Fatalf("Sign: %v", err)
			}
			want := "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=" + c.signed + ", Signature=" + c.signature
			if got := r.Header.Get("Authorization"); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

func TestVerifyAcceptsThePublishedSignatures(t *testing.T) {
	v := newExampleVerifier("service", exampleTime)
	for _, c := range suite {
		t.Run(c.name, func(t *testing.T) {
			r := c.request()
			r.Header.Set("X-Amz-Date", "20150830T123600Z")
			r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders="+c.signed+", Signature="+c.signature)
			got, err := v.Verify(r, []byte(c.body))
			want := Identity{AccessKeyID: "AKIDEXAMPLE", Region: "us-east-1", SignedAt: exampleTime}
			if err != nil || got != want {
				t.Errorf("got %+v, %v; want %+v", got, err, want)
			}
		})
	}
}

// The suite's temporary key: its token is signed like any other header.
func TestVerifyAcceptsThePublishedSessionToken(t *testing.T) {
	const sessionToken = "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA=="
	temporary := exampleKey
	temporary.SessionToken = sessionToken
	c := suiteCase{method: "POST", target: "/"}
	r := c.request()
	r.Header.Set("X-Amz-Date", "20150830T123600Z")
	r.Header.Set("X-Amz-Security-Token", sessionToken)
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "+
		"SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead")
	v := NewVerifier(Config{Keys: keys(temporary), Clock: clocktest.At(exampleTime), Service: "service"})
	if _, err := v.Verify(r, nil); err != nil {
		t.Errorf("got error %v, want none", err)
	}
}
