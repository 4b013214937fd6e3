package archive

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// location is where a bucket lies: in a folder, or in an S3-compatible service.
type location struct {
	folder string
	// bucket is "" for a folder; the rest is of S3 only.
	bucket string
	// prefix begins the keys within the bucket; "" or ending in a slash.
	prefix string
	// endpoint is the service's URL, "" for AWS itself.
	endpoint string
	// public is the URL under which the outside reaches the service; signed
	// URLs name it.
	public string
	region string
	// pathStyle puts the bucket's name into the path instead of the host's
	// name; nil leaves it to whether there is an endpoint.
	pathStyle *bool
}

// parseLocation reads what operators write: a folder, or
// s3://BUCKET[/PREFIX][?endpoint=URL&region=NAME&path_style=BOOL&public_endpoint=URL].
// With an endpoint the bucket's name is part of the path unless path_style says
// otherwise, as S3-compatible services want it. Errors do not repeat what was
// written, as it may hold a secret.
func parseLocation(text string) (location, error) {
	scheme, _, ok := strings.Cut(text, "://")
	if !ok {
		if text == "" {
			return location{}, errors.New("no folder or bucket is named")
		}
		return location{folder: text}, nil
	}
	u, err := url.Parse(text)
	if err != nil {
		return location{}, errors.New("it is no URL")
	}
	if u.User != nil {
		return location{}, errors.New("credentials do not belong into the URL, where process lists and logs show them: " + credentialsHint)
	}
	if u.Fragment != "" {
		return location{}, errors.New("a # begins nothing here: write %23")
	}
	switch scheme {
	case "file":
		return parseFileURL(u)
	case "s3":
		return parseS3URL(u)
	}
	return location{}, fmt.Errorf("unknown scheme %s://, want a folder, file:// or s3://", scheme)
}

func parseFileURL(u *url.URL) (location, error) {
	switch {
	case u.Host != "" && u.Host != "localhost":
		return location{}, errors.New("a file URL names no host: file:///FOLDER")
	case u.RawQuery != "":
		return location{}, errors.New("a file URL has no parameters")
	case u.Path == "":
		return location{}, errors.New("no folder is named")
	}
	return location{folder: u.Path}, nil
}

func parseS3URL(u *url.URL) (location, error) {
	l := location{bucket: u.Host}
	if l.bucket == "" || u.Port() != "" {
		return location{}, errors.New("want s3://BUCKET")
	}
	if prefix := strings.Trim(u.Path, "/"); prefix != "" {
		if err := checkKey(prefix); err != nil {
			return location{}, errors.New("the path is no prefix of keys")
		}
		l.prefix = prefix + "/"
	}
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return location{}, errors.New("its parameters are not encoded as in a URL")
	}
	for name, values := range q {
		if len(values) > 1 {
			return location{}, fmt.Errorf("parameter %s is there %d times", name, len(values))
		}
		if err := l.set(name, values[0]); err != nil {
			return location{}, err
		}
	}
	return l, nil
}

// s3Parameters are the parameters of an s3:// URL.
var s3Parameters = []string{"endpoint", "path_style", "public_endpoint", "region"}

func (l *location) set(name, value string) (err error) {
	if slices.Contains(s3Parameters, name) && value == "" {
		return fmt.Errorf("parameter %s is empty", name)
	}
	switch name {
	case "endpoint":
		l.endpoint, err = parseEndpoint(value)
	case "public_endpoint":
		l.public, err = parseEndpoint(value)
	case "region":
		l.region = value
	case "path_style":
		l.pathStyle, err = parseBool(value)
	default:
		return fmt.Errorf("unknown parameter %q, want one of %s", name, strings.Join(s3Parameters, ", "))
	}
	if err != nil {
		return fmt.Errorf("parameter %s: %w", name, err)
	}
	return nil
}

func parseBool(text string) (*bool, error) {
	b, err := strconv.ParseBool(text)
	if err != nil {
		return nil, errors.New("want true or false")
	}
	return &b, nil
}

func parseEndpoint(text string) (string, error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" ||
		strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return "", errors.New("want http(s)://HOST[:PORT]")
	}
	if u.User != nil {
		return "", errors.New("credentials do not belong into the URL: " + credentialsHint)
	}
	return u.Scheme + "://" + u.Host, nil
}
