package config

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// DatabaseURL is where the database is; empty for the data folder. It may hold
// a password: String leaves it out.
type DatabaseURL string

const wantDatabase = "want postgres://USER@HOST[:PORT]/NAME or sqlite://FOLDER"

// UnmarshalText takes a PostgreSQL URL, whose parameters are the driver's to
// judge, or sqlite:// with a folder.
func (d *DatabaseURL) UnmarshalText(text []byte) error {
	u, err := url.Parse(string(text))
	if err != nil {
		return errors.New(wantDatabase)
	}
	switch u.Scheme {
	case "postgres", "postgresql":
		if u.Path == "" || u.Path == "/" {
			return errors.New("it names no database: " + wantDatabase)
		}
	case "sqlite":
		if u.Host+u.Path == "" || u.User != nil || u.RawQuery != "" {
			return errors.New(wantDatabase)
		}
	default:
		return errors.New(wantDatabase)
	}
	*d = DatabaseURL(text)
	return nil
}

func (DatabaseURL) secret() {}

// Postgres reports whether the database is PostgreSQL, which nodes can share.
func (d DatabaseURL) Postgres() bool { return strings.HasPrefix(string(d), "postgres") }

// Folder is the folder of a SQLite database; "" when there is none to name.
func (d DatabaseURL) Folder() string {
	folder, _ := strings.CutPrefix(string(d), "sqlite://")
	if d.Postgres() {
		return ""
	}
	return folder
}

// String is the URL without its password.
func (d DatabaseURL) String() string { return redacted(string(d)) }

// BrokerURL is where the message broker is, several servers of one cluster
// separated by commas; empty for none.
type BrokerURL string

// UnmarshalText takes URLs of NATS servers.
func (b *BrokerURL) UnmarshalText(text []byte) error {
	const want = "want nats://HOST[:PORT] or tls://HOST[:PORT], several separated by commas"
	for server := range strings.SplitSeq(string(text), ",") {
		u, err := url.Parse(strings.TrimSpace(server))
		if err != nil || u.Hostname() == "" || u.Scheme != "nats" && u.Scheme != "tls" {
			return errors.New(want)
		}
		if u.RawQuery != "" || u.Path != "" && u.Path != "/" {
			return errors.New(want + ", without a path or parameters")
		}
	}
	*b = BrokerURL(text)
	return nil
}

func (BrokerURL) secret() {}

// String is the URLs without their passwords.
func (b BrokerURL) String() string {
	servers := strings.Split(string(b), ",")
	for i := range servers {
		servers[i] = redacted(strings.TrimSpace(servers[i]))
	}
	return strings.Join(servers, ",")
}

// FilesURL is where transcripts and attachments lie; empty for the data folder.
type FilesURL string

// UnmarshalText takes a folder, file:///FOLDER, or a bucket, whose parameters
// are the bucket driver's to judge.
func (f *FilesURL) UnmarshalText(text []byte) error {
	scheme, _, ok := strings.Cut(string(text), "://")
	if !ok {
		*f = FilesURL(text) // a folder
		return nil
	}
	u, err := url.Parse(string(text))
	switch {
	case err != nil || !slices.Contains([]string{"file", "s3"}, scheme):
		return errors.New("want a folder, or s3://BUCKET[?endpoint=URL&region=NAME]")
	case u.User != nil:
		return errors.New("credentials do not belong into it: give AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to the process")
	case scheme == "file" && (u.Host != "" || u.Path == ""):
		return errors.New("want file:///FOLDER")
	case scheme == "s3" && u.Host == "":
		return errors.New("it names no bucket: want s3://BUCKET[?endpoint=URL&region=NAME]")
	}
	*f = FilesURL(text)
	return nil
}

// Nobody should, but somebody will put credentials into it.
func (FilesURL) secret() {}

// AccessKey is a key pair for the Connect API; empty to have one made.
type AccessKey struct{ ID, Secret string }

// UnmarshalText takes ID:SECRET.
func (k *AccessKey) UnmarshalText(text []byte) error {
	id, secret, _ := strings.Cut(string(text), ":")
	if err := checkKey(id, secret); err != nil {
		return err
	}
	*k = AccessKey{id, secret}
	return nil
}

func (AccessKey) secret() {}

// checkKey holds a key pair to what AWS clients take.
// spec: AccessKey (IAM), AccessKeyId.
func checkKey(id, secret string) error {
	plain := func(r rune) bool { return r > ' ' && r < 0x7f && r != ',' && r != '/' && r != '=' }
	switch {
	case len(id) < 16 || len(id) > 128 || strings.ContainsFunc(id, func(r rune) bool { return !plain(r) }):
		return errors.New("want ID:SECRET, the id with 16 to 128 letters and digits")
	case len(secret) < 32 || strings.ContainsFunc(secret, func(r rune) bool { return r <= ' ' || r >= 0x7f }):
		return errors.New("want ID:SECRET, the secret with at least 32 characters and no blanks")
	}
	return nil
}

// redacted is a URL without its password and without its parameters, one of which
// may be a password too. A user without a password may be a token.
func redacted(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return fmt.Sprintf("%d bytes", len(text))
	}
	u.RawQuery, u.Fragment = "", ""
	if _, has := u.User.Password(); u.User != nil && !has && u.Scheme != "postgres" && u.Scheme != "postgresql" {
		u.User = url.User("xxxxx")
	}
	return u.Redacted()
}
