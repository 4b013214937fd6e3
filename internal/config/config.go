// Package config owns the settings of the server: one struct, filled from flags
// and the environment, checked before anything starts.
//
// Invariants: the struct is the only list of options; flags, environment
// variables and the help text are derived from its tags, so they cannot drift
// apart. A Config that Load returned is valid; the packages that are configured
// check nothing again. An option exists only when something obeys it.
//
// It imports the standard library only and is imported by internal/app and the
// commands alone: other packages take the few values they need.
package config

import "log/slog"

// Config is every setting of `rejoin serve`. The tags say: the flag's name, from
// which the environment variable's is made (tls-cert is REJOIN_TLS_CERT); what
// its argument looks like; the default; the limits of a number; and the text of
// the help.
type Config struct {
	Listen    Address `flag:"listen" arg:"HOST:PORT" default:"127.0.0.1:8080" doc:"Address that carries the APIs, the websocket and the pages. Port 0 takes a free one."`
	Data      string  `flag:"data" arg:"FOLDER" default:"./data" doc:"Folder of the database, transcripts and attachments; made if missing."`
	PublicURL BaseURL `flag:"public-url" arg:"URL" doc:"URL at which clients reach the server when that is not the listen address, as behind a proxy: http(s)://HOST[:PORT] without a path."`

	Database   DatabaseURL `flag:"database" arg:"URL" doc:"Database, instead of SQLite in the data folder: postgres://USER:PASSWORD@HOST/NAME. Any number of servers may share it."`
	Broker     BrokerURL   `flag:"broker" arg:"URLS" doc:"NATS servers through which the servers that share a database tell each other what happens: nats://HOST, several separated by commas."`
	Files      FilesURL    `flag:"files" arg:"URL" doc:"Where transcripts and attachments lie, instead of the data folder: s3://BUCKET?endpoint=URL, with the keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a folder that all servers share."`
	AccessKey  AccessKey   `flag:"access-key" arg:"ID:SECRET" doc:"Key pair with which callers of the Connect API sign, instead of one that is made on the first start. It is kept in the database and must be the same on all servers."`
	DrainDelay Duration    `flag:"drain-delay" arg:"DURATION" default:"0s" doc:"For how long a server that is told to stop goes on serving while /readyz already says no, so that a load balancer stops sending."`

	TLSCert     string   `flag:"tls-cert" arg:"FILE" doc:"Certificate chain in PEM; needs --tls-key."`
	TLSKey      string   `flag:"tls-key" arg:"FILE" doc:"Private key of --tls-cert in PEM."`
	TLSAutoHost HostName `flag:"tls-auto-host" arg:"NAME" doc:"DNS name for which to get and renew a certificate from Let's Encrypt; the name must reach this server on port 443."`

	Region         Region    `flag:"region" arg:"NAME" default:"local-1" doc:"Region in ARNs. Clients may sign their requests for any."`
	AccountID      AccountID `flag:"account-id" arg:"DIGITS" default:"000000000000" doc:"Account in ARNs, 12 digits."`
	AllowedOrigins Origins   `flag:"allowed-origins" arg:"LIST" default:"*" doc:"Origins whose pages may start chats and use the participant API from a browser, separated by commas; * allows all."`

	CustomerPage   CustomerPage `flag:"customer-page" arg:"MODE" default:"auto" doc:"Whether the page at / lets anybody who opens it start chats: on, off, or auto, which is on where the server listens on loopback and has no --public-url."`
	CustomerFlow   string       `flag:"customer-flow" arg:"ID" doc:"Contact flow with which chats of the page at / begin, instead of the sample inbound flow."`
	SessionLife    Duration     `flag:"session-life" arg:"DURATION" default:"12h" doc:"For how long users stay signed in."`
	SessionIdle    Duration     `flag:"session-idle" arg:"DURATION" default:"0s" doc:"After how long without any use of their pages users are signed out; 0s sets no such end."`
	AgentAbsence   Duration     `flag:"agent-absence" arg:"DURATION" default:"2m" doc:"After how long without a page of theirs, which asks for news or has a websocket, agents are taken out of their chats and made offline; 0s never does."`
	TrustedProxies Networks     `flag:"trusted-proxies" arg:"LIST" doc:"Addresses of proxies that are believed when X-Forwarded-For names the client, such as 10.0.0.0/8, separated by commas. Attempts to sign in and chats that the page at / starts are limited by address."`

	SSOIssuer     Issuer  `flag:"sso-issuer" arg:"URL" doc:"OpenID Connect provider at which users sign in, besides with passwords: docs/agents-sign-in.md."`
	SSOClient     string  `flag:"sso-client" arg:"ID" doc:"Id under which the provider knows this server."`
	SSOSecretFile string  `flag:"sso-secret-file" arg:"FILE" doc:"File with the secret that goes with --sso-client; none for a public client."`
	SSOClaim      string  `flag:"sso-claim" arg:"NAME" doc:"Claim that has the user name, instead of preferred_username, or else an email address that is verified."`
	SSOBind       SSOBind `flag:"sso-bind" arg:"MODE" default:"subject" doc:"What makes somebody the user of a name: subject, that it is the same account at the provider as the first time, or name, that the provider says so."`
	SSONewProfile string  `flag:"sso-new-profile" arg:"NAME" doc:"Security profile of users who are made when they sign in for the first time; without it only users who exist sign in."`
	SSONewRouting string  `flag:"sso-new-routing" arg:"NAME" doc:"Routing profile of such users, instead of the one that an instance starts with."`

	Integrations string `flag:"integrations" arg:"FILE" doc:"File that says which bots, functions and identity providers flows may use, and to which topics chats can be streamed: docs/bots.md."`

	ContactRecords SinkURL `flag:"contact-records" arg:"URL" doc:"Where the record of each contact is sent when it is complete: file:///FILE, https://… or kinesis://STREAM?region=NAME: docs/contact-records.md."`
	ContactEvents  SinkURL `flag:"contact-events" arg:"URL" doc:"Where it is sent what happens to contacts, likewise."`

	MaxConcurrentChats int         `flag:"max-concurrent-chats" arg:"N" default:"0" min:"0" doc:"Chats that may be active at once before new ones get LimitExceededException; 0 sets no limit. Amazon Connect starts at 500."`
	AttachmentLimit    int         `flag:"attachment-limit" arg:"BYTES" default:"20971520" min:"1" max:"104857600" doc:"Largest file that can be attached in a chat."`
	MessageLimit       int         `flag:"message-limit" arg:"BYTES" default:"16384" min:"1" max:"16384" doc:"Longest message between customer and agent. Amazon Connect's was 1024 until 2025."`
	Rehydration        Rehydration `flag:"rehydration" arg:"MODE" default:"strict" doc:"Whether ENTIRE_PAST_SESSION may name a contact that is not the first of its session: strict refuses, lenient takes the session it belongs to."`

	Clock ClockMode `flag:"clock" arg:"MODE" default:"system" doc:"system, or manual for tests: rejoin clock advance then moves the time of chats and timers. Only for a server on its own that listens on loopback."`

	LogLevel  slog.Level `flag:"log-level" arg:"LEVEL" default:"info" doc:"Least severe level that is logged: debug, info, warn or error."`
	LogFormat LogFormat  `flag:"log-format" arg:"FORMAT" default:"auto" doc:"json, text, or auto: text on a terminal and json elsewhere."`
}

// HasCustomerPage reports whether the page at / starts chats.
func (c *Config) HasCustomerPage() bool {
	return c.CustomerPage == CustomerPageOn || c.CustomerPage == CustomerPageAuto && c.LoopbackOnly()
}

// LoopbackOnly reports whether the server is for this machine alone: it listens on
// loopback, and no proxy is said to lead there from elsewhere.
func (c *Config) LoopbackOnly() bool {
	host, _ := c.Listen.split()
	return isLoopback(host) && c.PublicURL == ""
}

// TLS reports whether the server itself speaks TLS.
func (c *Config) TLS() bool { return c.TLSCert != "" || c.TLSAutoHost != "" }
