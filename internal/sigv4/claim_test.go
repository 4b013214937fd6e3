package sigv4

import (
	"slices"
	"strings"
	"testing"
)

const (
	wellFormedCredential = "AKIDEXAMPLE/20150830/eu-west-2/connect/aws4_request"
	wellFormedSignature  = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
)

func TestParseAuthorizationRefusesWhatIsNotASignature(t *testing.T) {
	authorization := func(credential, signedHeaders, signature string) string {
		return "AWS4-HMAC-SHA256 Credential=" + credential + ", SignedHeaders=" + signedHeaders + ", Signature=" + signature
	}
	manyHeaders := strings.Repeat("a;", maxSignedHeaders) + "host"
	tests := []struct{ name, header string }{
		{"other scheme", "Bearer abc"},
		{"other algorithm", "AWS4-ECDSA-P256-SHA256 Credential=a, SignedHeaders=host, Signature=b"},
		{"scheme only", "AWS4-HMAC-SHA256"},
		{"no parameters", "AWS4-HMAC-SHA256 "},
		{"no equal sign", authorization(wellFormedCredential, "host", wellFormedSignature) + ", x"},
		{"comma at the end", authorization(wellFormedCredential, "host", wellFormedSignature) + ","},
		{"parameter twice", authorization(wellFormedCredential, "host", wellFormedSignature) + ", Credential=x"},
		{"no credential", "AWS4-HMAC-SHA256 SignedHeaders=host, Signature=" + wellFormedSignature},
		{"no signed headers", "AWS4-HMAC-SHA256 Credential=" + wellFormedCredential + ", Signature=" + wellFormedSignature},
		{"no signature", "AWS4-HMAC-SHA256 Credential=" + wellFormedCredential + ", SignedHeaders=host"},
		{"scope of four parts", authorization("AKID/20150830/connect/aws4_request", "host", wellFormedSignature)},
		{"scope of six parts", authorization("AKID/x/20150830/eu-west-2/connect/aws4_request", "host", wellFormedSignature)},
		{"other terminator", authorization("AKID/20150830/eu-west-2/connect/aws5_request", "host", wellFormedSignature)},
		{"short date", authorization("AKID/2015083/eu-west-2/connect/aws4_request", "host", wellFormedSignature)},
		{"letters in the date", authorization("AKID/2015O830/eu-west-2/connect/aws4_request", "host", wellFormedSignature)},
		{"no region", authorization("AKID/20150830//connect/aws4_request", "host", wellFormedSignature)},
		{"odd region", authorization("AKID/20150830/eu west/connect/aws4_request", "host", wellFormedSignature)},
		{"long region", authorization("AKID/20150830/"+strings.Repeat("r", maxRegionLen+1)+"/connect/aws4_request", "host", wellFormedSignature)},
		{"long access key", authorization(strings.Repeat("A", maxAccessKeyLen+1)+"/20150830/eu-west-2/connect/aws4_request", "host", wellFormedSignature)},
		{"unsorted headers", authorization(wellFormedCredential, "x-amz-date;host", wellFormedSignature)},
		{"header twice", authorization(wellFormedCredential, "host;host", wellFormedSignature)},
		{"upper-case header", authorization(wellFormedCredential, "Host", wellFormedSignature)},
		{"empty header name", authorization(wellFormedCredential, ";host", wellFormedSignature)},
		{"header name with a space", authorization(wellFormedCredential, "ho st", wellFormedSignature)},
		{"too many headers", authorization(wellFormedCredential, manyHeaders, wellFormedSignature)},
		{"short signature", authorization(wellFormedCredential, "host", wellFormedSignature[1:])},
		{"upper-case signature", authorization(wellFormedCredential, "host", strings.ToUpper(wellFormedSignature))},
		{"signature not hexadecimal", authorization(wellFormedCredential, "host", "g"+wellFormedSignature[1:])},
		{"longer than any client's", authorization(wellFormedCredential, "host", wellFormedSignature) + strings.Repeat(" ", maxAuthorizationLen)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := parseAuthorization(test.header)
			wantCode(t, err, CodeIncomplete)
		})
	}
}

func TestParseAuthorizationTakesParametersInAnyOrderAndSpacing(t *testing.T) {
	for _, header := range []string{
		"AWS4-HMAC-SHA256 Credential=" + wellFormedCredential + ", SignedHeaders=host;x-amz-date, Signature=" + wellFormedSignature,
		"AWS4-HMAC-SHA256 Credential=" + wellFormedCredential + ",SignedHeaders=host;x-amz-date,Signature=" + wellFormedSignature,
		"AWS4-HMAC-SHA256   Signature=" + wellFormedSignature + " , SignedHeaders=host;x-amz-date,  Credential=" + wellFormedCredential,
	} {
		c, err := parseAuthorization(header)
		if err != nil {
			t.Errorf("%q: got error %v, want none", header, err)
			continue
		}
		wantScope := scope{date: "20150830", region: "eu-west-2", service: "connect"}
		if c.accessKeyID != "AKIDEXAMPLE" || c.scope != wantScope || !slices.Equal(c.signed, []string{"host", "x-amz-date"}) {
			t.Errorf("%q: got %+v", header, c)
		}
	}
}

// Whatever is accepted is within the bounds that the rest relies on.
func FuzzParseAuthorization(f *testing.F) {
	f.Add("AWS4-HMAC-SHA256 Credential=" + wellFormedCredential + ", SignedHeaders=host;x-amz-date, Signature=" + wellFormedSignature)
	f.Add("AWS4-HMAC-SHA256 Credential=/20150830/eu-west-2/execute-api/aws4_request,SignedHeaders=host,Signature=" + wellFormedSignature)
	f.Add("AWS4-HMAC-SHA256 Credential=,SignedHeaders=;,Signature==")
	f.Add("Bearer x")
	f.Fuzz(func(t *testing.T, header string) {
		c, err := parseAuthorization(header)
		if err != nil {
			wantCode(t, err, CodeIncomplete)
			return
		}
		if len(c.accessKeyID) > maxAccessKeyLen || len(c.scope.region) > maxRegionLen || len(c.scope.date) != 8 {
			t.Errorf("accepted a scope out of bounds: %q %+v", c.accessKeyID, c.scope)
		}
		if len(c.signed) == 0 || len(c.signed) > maxSignedHeaders || !slices.IsSorted(c.signed) {
			t.Errorf("accepted signed headers %q", c.signed)
		}
		if strings.ContainsAny(strings.Join(c.signed, ""), "\r\n:; ") {
			t.Errorf("accepted a header name that can break the canonical form: %q", c.signed)
		}
	})
}
