package archive

import (
	"strings"
	"testing"
)

func TestLocationsAreRead(t *testing.T) {
	yes, no := true, false
	for text, want := range map[string]location{
		"data/files":             {folder: "data/files"},
		"/var/lib/rejoin":        {folder: "/var/lib/rejoin"},
		"file:///var/my%20lib":   {folder: "/var/my lib"},
		"file://localhost/x":     {folder: "/x"},
		"s3://b":                 {bucket: "b"},
		"s3://b/":                {bucket: "b"},
		"s3://b/a/c/":            {bucket: "b", prefix: "a/c/"},
		"s3://b?region=eu-1":     {bucket: "b", region: "eu-1"},
		"s3://b?path_style=0":    {bucket: "b", pathStyle: &no},
		"s3://b?path_style=TRUE": {bucket: "b", pathStyle: &yes},
		"s3://b?endpoint=http://127.0.0.1:9000/&region=r&public_endpoint=https%3A%2F%2Ffiles.example.com": {
			bucket: "b", endpoint: "http://127.0.0.1:9000", region: "r", public: "https://files.example.com",
		},
	} {
		got, err := parseLocation(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if (got.pathStyle == nil) != (want.pathStyle == nil) || got.pathStyle != nil && *got.pathStyle != *want.pathStyle {
			t.Errorf("%s: got another path style", text)
		}
		got.pathStyle, want.pathStyle = nil, nil
		if got != want {
			t.Errorf("%s: got %+v, want %+v", text, got, want)
		}
	}
}

// The error says what is wrong and repeats nothing that may be secret.
func TestBadLocationsAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		"":                                       "no folder or bucket is named",
		"gs://b":                                 "unknown scheme gs://",
		"file://host/x":                          "names no host",
		"file:///x?create_dir=1":                 "has no parameters",
		"file://":                                "no folder is named",
		"s3://":                                  "want s3://BUCKET",
		"s3://b:9000":                            "want s3://BUCKET",
		"s3://hush:hush@b":                       "credentials do not belong into the URL",
		"s3://hush:hu%zzsh@b":                    "it is no URL",
		"s3://b/../c":                            "the path is no prefix of keys",
		"s3://b#x":                               "a # begins nothing here",
		"s3://b?regoin=x":                        `unknown parameter "regoin", want one of endpoint, path_style, public_endpoint, region`,
		"s3://b?region=":                         "parameter region is empty",
		"s3://b?region=a&region=b":               "parameter region is there 2 times",
		"s3://b?path_style=perhaps":              "parameter path_style: want true or false",
		"s3://b?endpoint=x.example":              "parameter endpoint: want http(s)://HOST[:PORT]",
		"s3://b?endpoint=http://h/p":             "parameter endpoint: want http(s)://HOST[:PORT]",
		"s3://b?endpoint=http://hush:hush@h":     "parameter endpoint: credentials do not belong",
		"s3://b?public_endpoint=ftp://h.example": "parameter public_endpoint: want http(s)",
		"s3://b?region=%zz":                      "its parameters are not encoded",
	} {
		got, err := parseLocation(text)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: got %+v, error %v, want %q", text, got, err, want)
		}
	}
}

func FuzzParseLocation(f *testing.F) {
	for _, seed := range []string{"", "x", "file:///x", "s3://b/p?endpoint=http://h:1&region=r&path_style=true", "s3://u:p@b", "s3://b?%"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		l, err := parseLocation(text)
		switch {
		case err != nil && l != location{}:
			t.Errorf("%q: got %+v beside an error", text, l)
		case err == nil && (l.folder == "") == (l.bucket == ""):
			t.Errorf("%q: got %+v, want a folder or a bucket", text, l)
		case l.prefix != "" && checkKey(l.prefix+"k") != nil && len(l.prefix) < maxKeyBytes:
			t.Errorf("%q: got prefix %q, which no key can have", text, l.prefix)
		}
	})
}
