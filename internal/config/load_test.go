package config

import (
	"errors"
	"flag"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"
)

// env is an environment of its own.
func env(vars map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		value, ok := vars[name]
		return value, ok
	}
}

// load loads settings that have to be right.
func load(t *testing.T, args ...string) *Config {
	t.Helper()
	c, err := Load(args, env(nil))
	if err != nil {
		t.Fatalf("Load(%q): %v", args, err)
	}
	return c
}

func TestDefaults(t *testing.T) {
	want := &Config{
		Listen: "127.0.0.1:8080", Data: "./data",
		Region: "local-1", AccountID: "000000000000", AllowedOrigins: Origins{"*"},
		AttachmentLimit: 20 << 20, MessageLimit: 16384, Rehydration: RehydrationStrict,
		CustomerPage: CustomerPageAuto, SSOBind: SSOBindSubject, SessionLife: Duration(12 * time.Hour), AgentAbsence: Duration(2 * time.Minute),
		Clock: ClockSystem, LogLevel: slog.LevelInfo, LogFormat: LogAuto,
	}
	if got := load(t); !reflect.DeepEqual(got, want) {
		t.Errorf("Load without settings:\n got  %+v\n want %+v", got, want)
	}
}

// samples has a value for each option that is not its default.
var samples = map[string]string{
	"listen": ":9000", "data": "/var/lib/rejoin", "public-url": "https://chat.example.com",
	"tls-cert": "cert.pem", "tls-key": "key.pem", "tls-auto-host": "chat.example.com",
	"region": "eu-central-1", "account-id": "123456789012", "allowed-origins": "https://example.com, http://localhost:3000",
	"max-concurrent-chats": "500", "attachment-limit": "1048576", "message-limit": "1024", "rehydration": "lenient",
	"database": "postgres://rejoin:secret@db.example/rejoin?sslmode=require", "broker": "nats://a:4222,tls://user:secret@b",
	"files": "s3://transcripts?endpoint=http://127.0.0.1:9000&region=eu-central-1", "drain-delay": "5s", "integrations": "integrations.yaml",
	"contact-records": "kinesis://records?region=eu-west-1", "contact-events": "file:///var/events",
	"access-key":    "AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY",
	"agent-absence": "30s", "session-life": "8h", "session-idle": "30m", "trusted-proxies": "10.0.0.0/8, 192.0.2.7,2001:db8::/32",
	"sso-issuer": "https://id.example/realm", "sso-client": "rejoin", "sso-secret-file": "secret", "sso-claim": "email",
	"sso-bind":        "name",
	"sso-new-profile": "Agent", "sso-new-routing": "Basic Routing Profile",
	"clock": "manual", "customer-page": "off", "customer-flow": "9d4b2f4f-7c8e-4a3a-9d3e-0c6b0a1f2e3d",
	"log-level": "debug", "log-format": "json",
}

// partners are the options that one needs beside it.
var partners = map[string][]string{
	"tls-cert": {"tls-key"}, "tls-key": {"tls-cert"}, "broker": {"database"},
	"sso-issuer": {"sso-client"}, "sso-client": {"sso-issuer"}, "sso-secret-file": {"sso-issuer", "sso-client"},
	"sso-claim": {"sso-issuer", "sso-client"}, "sso-new-profile": {"sso-issuer", "sso-client"},
	"sso-new-routing": {"sso-issuer", "sso-client", "sso-new-profile"},
}

func TestFlagAndEnvironmentLoadTheSame(t *testing.T) {
	for _, o := range optionsOf(new(Config)) {
		t.Run(o.name(), func(t *testing.T) {
			sample, ok := samples[o.name()]
			if !ok {
				t.Fatalf("--%s has no sample value: add one", o.name())
			}
			args := []string{"--" + o.name(), sample}
			vars := map[string]string{o.env(): sample}
			for _, p := range partners[o.name()] {
				args = append(args, "--"+p, samples[p])
				vars["REJOIN_"+strings.ToUpper(strings.ReplaceAll(p, "-", "_"))] = samples[p]
			}
			byFlag := load(t, args...)
			byEnv, err := Load(nil, env(vars))
			if err != nil {
				t.Fatalf("Load with %v: %v", vars, err)
			}
			if !reflect.DeepEqual(byFlag, byEnv) {
				t.Errorf("flag and environment differ:\n flag %+v\n env  %+v", byFlag, byEnv)
			}
			if reflect.DeepEqual(byFlag, load(t)) {
				t.Errorf("--%s %s changed nothing", o.name(), sample)
			}
		})
	}
}

func TestFlagWinsOverEnvironmentAndEmptyVariableIsUnset(t *testing.T) {
	c, err := Load([]string{"--data", "flag"}, env(map[string]string{"REJOIN_DATA": "env", "REJOIN_REGION": ""}))
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	if c.Data != "flag" || c.Region != "local-1" {
		t.Errorf("got data %q and region %q, want flag and local-1", c.Data, c.Region)
	}
}

func TestErrorsNameTheSourceAndSayWhatIsWanted(t *testing.T) {
	tests := []struct {
		args []string
		vars map[string]string
		want string
	}{
		{args: []string{"--listen", "8080"}, want: `--listen "8080": want HOST:PORT, such as 127.0.0.1:8080 or :8080`},
		{args: []string{"--listen", "localhost:http"}, want: `--listen "localhost:http": port "http": want a number from 0 to 65535`},
		{vars: map[string]string{"REJOIN_LISTEN": "8080"}, want: `REJOIN_LISTEN "8080": want HOST:PORT, such as 127.0.0.1:8080 or :8080`},
		{args: []string{"--public-url", "chat.example.com"}, want: `--public-url "chat.example.com": want http://HOST[:PORT] or https://HOST[:PORT]`},
		{args: []string{"--public-url", "https://example.com/chat"}, want: `--public-url "https://example.com/chat": path "/chat": clients sign the path, so the server has to be at the root of its host`},
		{args: []string{"--public-url", "https://example.com?a=b"}, want: `--public-url "https://example.com?a=b": want no user, query or fragment`},
		{args: []string{"--tls-auto-host", "127.0.0.1"}, want: `--tls-auto-host "127.0.0.1": want a DNS name, such as chat.example.com`},
		{args: []string{"--region", "Local"}, want: `--region "Local": want words and a number, such as local-1 or eu-central-1`},
		{args: []string{"--account-id", "12"}, want: `--account-id "12": want 12 digits`},
		{args: []string{"--allowed-origins", "*,example.com"}, want: `--allowed-origins "*,example.com": origin "example.com": want http://HOST[:PORT] or https://HOST[:PORT]`},
		{args: []string{"--max-concurrent-chats", "-1"}, want: `--max-concurrent-chats "-1": want at least 0`},
		{args: []string{"--max-concurrent-chats", "many"}, want: `--max-concurrent-chats "many": want a whole number`},
		{args: []string{"--message-limit", "16385"}, want: `--message-limit "16385": want at most 16384`},
		{args: []string{"--rehydration", "loose"}, want: `--rehydration "loose": want one of strict, lenient`},
		{args: []string{"--log-format", "xml"}, want: `--log-format "xml": want one of auto, json, text`},
		{args: []string{"--data", ""}, want: `--data is empty: name a folder`},
		{args: []string{"--database", "mysql://root:secret@db/x"}, want: `--database: want postgres://USER@HOST[:PORT]/NAME or sqlite://FOLDER`},
		{vars: map[string]string{"REJOIN_DATABASE": "postgres://root:secret@db"}, want: `REJOIN_DATABASE: it names no database: want postgres://USER@HOST[:PORT]/NAME or sqlite://FOLDER`},
		{args: []string{"--database", "sqlite://"}, want: `--database: want postgres://USER@HOST[:PORT]/NAME or sqlite://FOLDER`},
		{args: []string{"--broker", "nats://a"}, want: `--broker needs --database postgres://…: servers that talk to each other share a database`},
		{args: []string{"--broker", "amqp://u:secret@a"}, want: `--broker: want nats://HOST[:PORT] or tls://HOST[:PORT], several separated by commas`},
		{args: []string{"--broker", "nats://a?x=y"}, want: `--broker: want nats://HOST[:PORT] or tls://HOST[:PORT], several separated by commas, without a path or parameters`},
		{args: []string{"--files", "gs://bucket"}, want: `--files: want a folder, or s3://BUCKET[?endpoint=URL&region=NAME]`},
		{args: []string{"--files", "s3://"}, want: `--files: it names no bucket: want s3://BUCKET[?endpoint=URL&region=NAME]`},
		{args: []string{"--files", "file://host/x"}, want: `--files: want file:///FOLDER`},
		{args: []string{"--access-key", "short:secret"}, want: `--access-key: want ID:SECRET, the id with 16 to 128 letters and digits`},
		{args: []string{"--access-key", "AKIAIOSFODNN7EXAMPLE:short"}, want: `--access-key: want ID:SECRET, the secret with at least 32 characters and no blanks`},
		{args: []string{"--drain-delay", "-1s"}, want: `--drain-delay "-1s": want a duration, such as 10s`},
		{args: []string{"--tls-cert", "c"}, want: `--tls-cert needs --tls-key`},
		{args: []string{"--tls-key", "k"}, want: `--tls-key needs --tls-cert`},
		{
			args: []string{"--tls-cert", "c", "--tls-key", "k", "--tls-auto-host", "a.example"},
			want: `--tls-cert and --tls-auto-host exclude each other: either bring a certificate or get one`,
		},
		{args: []string{"--session-life", "59s"}, want: `--session-life is shorter than a minute`},
		{args: []string{"--session-idle", "1s"}, want: `--session-idle is shorter than a minute; 0s sets no such end`},
		{args: []string{"--agent-absence", "29s"}, want: `--agent-absence is shorter than 30s, within which a page whose socket broke comes back; 0s never takes agents out`},
		{args: []string{"--trusted-proxies", "10.0.0.0/8,proxy"}, want: `--trusted-proxies "10.0.0.0/8,proxy": "proxy": want an address or a prefix, such as 10.0.0.0/8`},
		{args: []string{"--sso-issuer", "http://id.example"}, want: `--sso-issuer "http://id.example": want https://HOST[/PATH], or http:// on this machine, without user, query and fragment`},
		{args: []string{"--sso-issuer", "https://me:secret@id.example"}, want: `--sso-issuer: want https://HOST[/PATH], or http:// on this machine, without user, query and fragment`},
		{args: []string{"--sso-issuer", "https://id.example"}, want: `--sso-issuer needs --sso-client: the id under which the provider knows this server`},
		{args: []string{"--sso-claim", "email"}, want: `--sso-client and the other --sso options need --sso-issuer`},
		{args: []string{"--sso-issuer", "https://id.example", "--sso-client", "c", "--sso-new-routing", "r"}, want: `--sso-new-routing needs --sso-new-profile: without it nobody is made a user`},
		{args: []string{"--clock", "slow"}, want: `--clock "slow": want one of system, manual`},
		{args: []string{"--data", "x", "secret"}, want: `argument 3 is unexpected: options begin with --, and each has one value`},
		{args: []string{"--public-url", "https://me:secret@a.example"}, want: `--public-url: want no user, query or fragment`},
		{args: []string{"--allowed-origins", "https://me:secret@a.example"}, want: `--allowed-origins: an origin: want no user, query or fragment`},
		{args: []string{"--nothing"}, want: `flag provided but not defined: -nothing`},
	}
	for _, tt := range tests {
		t.Run(tt.want, func(t *testing.T) {
			_, err := Load(tt.args, env(tt.vars))
			if err == nil || err.Error() != tt.want {
				t.Errorf("Load(%q, %v):\n got  %v\n want %s", tt.args, tt.vars, err, tt.want)
			}
		})
	}
}

func TestHelpIsAskedFor(t *testing.T) {
	if _, err := Load([]string{"--help"}, env(nil)); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("Load(--help): got error %v, want %v", err, flag.ErrHelp)
	}
}

func TestSecretsAreNotShown(t *testing.T) {
	c := load(t, "--database", samples["database"], "--files", samples["files"], "--broker", samples["broker"])
	for _, text := range []string{c.Database.String(), c.Broker.String()} {
		if strings.Contains(text, "secret") {
			t.Errorf("got %s, want it without the password", text)
		}
	}
	if got, want := c.Database.String(), "postgres://rejoin:xxxxx@db.example/rejoin"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for text, want := range map[string]string{
		"postgres://db/x?user=u&password=secret": "postgres://db/x", "sqlite:///data": "sqlite:///data",
	} {
		if got := DatabaseURL(text).String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if got, want := BrokerURL("nats://token@a,tls://u:secret@b").String(), "nats://xxxxx@a,tls://u:xxxxx@b"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	// Not even where it is not understood.
	_, err := Load([]string{"--files", "s3://id:secret@bucket"}, env(nil))
	if err == nil || strings.Contains(err.Error(), "secret@") {
		t.Errorf("got %v, want an error without the secret", err)
	}
}

func TestASharedDatabaseIsServedWithSharedFiles(t *testing.T) {
	c := load(t, "--database", "postgres://db/x") // enough for rejoin migrate
	want := "--database needs --files: name a bucket, s3://BUCKET, or a folder that all servers share"
	if err := c.CheckServe(); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if err := load(t, "--database", "postgres://db/x", "--files", "/shared").CheckServe(); err != nil {
		t.Errorf("got %v, want none", err)
	}
}

func TestAManualClockIsForOneServerOnThisMachine(t *testing.T) {
	const (
		loopback = "--clock manual is for tests on this machine: it needs --listen on loopback, such as 127.0.0.1:8080, not "
		alone    = "--clock manual is for a server on its own, without --database postgres://… and --broker: other servers would not follow its time"
	)
	for _, test := range []struct {
		args []string
		want string
	}{
		{nil, ""},
		{[]string{"--listen", "[::1]:8080", "--database", "sqlite:///data"}, ""},
		{[]string{"--listen", "localhost:0"}, ""},
		{[]string{"--listen", ":8080"}, loopback + ":8080"},
		{[]string{"--listen", "0.0.0.0:8080"}, loopback + "0.0.0.0:8080"},
		{[]string{"--listen", "192.0.2.1:8080"}, loopback + "192.0.2.1:8080"},
		{[]string{"--database", "postgres://db/x", "--files", "/shared"}, alone},
		{[]string{"--database", "postgres://db/x", "--files", "/shared", "--broker", "nats://a"}, alone},
	} {
		got := ""
		if err := load(t, append(test.args, "--clock", "manual")...).CheckServe(); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%q: got %q, want %q", test.args, got, test.want)
		}
		if err := load(t, test.args...).CheckServe(); err != nil {
			t.Errorf("%q without a manual clock: got %v, want no error", test.args, err)
		}
	}
}

func TestUnknownVariablesAreRefused(t *testing.T) {
	known := []string{
		"PATH=/bin", "REJOIN_DATABASE=x", "REJOIN_INSTANCE_ID=x", "REJOIN_MOVE_TO=x", "REJOIN_SERVICE_HOST=10.0.0.1", "REJOIN_PORT=tcp://10.0.0.1:80",
		"REJOIN_SERVICE_PORT_HTTP=80", "REJOIN_PORT_80_TCP_ADDR=10.0.0.1",
	}
	if err := CheckEnviron(known); err != nil {
		t.Errorf("got %v, want none", err)
	}
	err := CheckEnviron(append(known, "REJOIN_DATABSE=postgres://u:secret@db/x"))
	if want := "REJOIN_DATABSE: there is no such setting, see rejoin serve --help"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
