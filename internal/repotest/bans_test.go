package repotest

// The floors of the house, lowest first. A package imports lower floors and
// packages that are on none.
var floors = [][]string{
	{"internal/chat"},
	{"internal/flow", "internal/routing", "internal/metrics", "internal/hours", "internal/store", "internal/fanout", "internal/archive", "internal/record"},
	{"internal/directory"},
	{"internal/conversation"},
	{"internal/connectsvc", "internal/participantsvc", "internal/agentapp", "internal/gateway", "internal/timers", "internal/dispatch", "internal/delivery", "internal/streaming", "internal/login"},
	{"internal/app"},
	{"cmd"},
}

var bans = []ban{
	{
		from: []string{"internal/chat"}, target: outside,
		reason: "the domain is what everything else stands on: standard library only",
	},
	{
		from: []string{"internal/flow"}, target: outsideBut("internal/flow"),
		reason: "the interpreter is pure and stands alone, so it can be tested exhaustively: standard library only",
	},
	{
		from: []string{"internal/routing"}, target: outsideBut("internal/routing", "internal/chat"),
		reason: "the router is pure, so it can be tested exhaustively: the domain and the standard library only",
	},
	{
		from: []string{"internal/record"}, target: outsideBut("internal/record", "internal/chat"),
		reason: "what is told of contacts follows from the contacts alone: the domain and the standard library only",
	},
	{
		from: []string{"internal/metrics"}, target: outsideBut("internal/metrics", "internal/chat"),
		reason: "what a metric means is pure, so it can be held to a plain recount: the domain and the standard library only",
	},
	{
		from: []string{"internal/hours"}, target: outside,
		reason: "the calendar is pure and stands alone, so it can be tested exhaustively: standard library only",
	},
	{
		from: []string{"internal/clock", "internal/lifecycle", "internal/config"}, target: outside,
		reason: "these are the ground that others build on: standard library only",
	},
	{
		from: []string{"internal/strictyaml", "internal/outside"}, target: oursBut("internal/clock"),
		reason: "these are about a file's form and a call's bounds, whoever reads and calls",
	},
	{
		from: []string{"internal/bot", "internal/function", "internal/keeper", "internal/topic"}, target: oursBut("internal/bot", "internal/function", "internal/keeper", "internal/topic", "internal/outside", "internal/strictyaml", "internal/clock"),
		reason: "what answers for others knows nothing of contacts, flows or the store: text goes in and an answer comes out",
	},
	{
		from: []string{"internal/obs"}, target: oursBut("internal/clock"),
		reason: "whatever is observed imports obs, so obs imports none of it but the clock",
	},
	{
		from: []string{"internal/flow", "internal/routing", "internal/hours", "internal/record"}, target: packages("os", "net", "net/http", "math/rand", "math/rand/v2", "crypto/rand", "sync", "context"),
		reason: "no I/O, randomness, locks or cancellation inside a pure state machine: input in, new state and effects out",
	},
	{
		from: []string{"internal/store", "internal/fanout", "internal/conversation"}, target: packages("net/http"),
		reason: "state and its rules do not know how requests arrive",
	},
	{
		from: []string{"internal/store", "internal/fanout", "internal/conversation", "internal/archive"}, target: ours("internal/api", "internal/restjson"),
		reason: "no wire type below the services: the vendor's format changes, the stored data stays",
	},
	{
		from: []string{"internal/api"}, except: []string{"internal/api/internal"}, target: oursBut("internal/restjson", "internal/api"),
		reason: "generated packages import restjson only: they are a copy of the vendor's model, not of our program",
	},
	{
		from: []string{"internal/restjson", "internal/sigv4", "internal/token"}, target: ours(floors[1]...),
		reason: "the run time of the APIs serves any service and knows none",
	},
	{
		from:   []string{"internal", "chatclient"},
		except: []string{"internal/app", "internal/store/sqlite", "internal/store/postgres", "internal/fanout/nats"},
		target: ours("internal/store/sqlite", "internal/store/postgres", "internal/fanout/nats"),
		reason: "drivers are chosen in one place, internal/app; all others see the contract",
	},
	{
		from: []string{"internal"}, except: []string{"internal/app", "internal/config"}, target: ours("internal/config"),
		reason: "a package takes the few values it needs, not the whole configuration",
	},
	{
		from: []string{"internal", "chatclient"}, except: []string{"internal/app"}, target: ours("internal/app"),
		reason: "app knows all packages, so none may know it",
	},
	{
		from: []string{"chatclient"}, target: ours("internal"),
		reason: "the public client speaks the wire, as any client does, and gets nothing from inside the server",
	},
	{
		from: []string{"internal", "chatclient", "cmd"}, except: []string{"internal/testenv/natstest"},
		target: packages("github.com/nats-io/nats-server/v2/server"),
		reason: "the broker's server is for tests, which run it in their own process",
	},
	{
		from: []string{"internal/app", "cmd/rejoin"}, target: ours("internal/testenv"),
		reason: "servers for tests are no part of the program",
	},
	{
		from: []string{"internal", "chatclient", "cmd"}, target: packages("testing"),
		reason: "tests are not part of the program",
	},
}
