package integration

import (
	"strings"
	"time"

	"github.com/rejoin-chat/rejoin/internal/bot"
	"github.com/rejoin-chat/rejoin/internal/bot/builtin"
	"github.com/rejoin-chat/rejoin/internal/bot/lex"
	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/strictyaml"
)

// The bounds of a session with a hook, those of Lex.
// spec: CreateBot idleSessionTTLInSeconds (Amazon Lex V2).
const (
	defaultSession = 5 * time.Minute
	minSession     = time.Minute
	maxSession     = 24 * time.Hour
)

// bot reads one bot: lex, builtin or http.
func (r *reader) bot(key, n strictyaml.Node) bot.Provider {
	name := key.Text()
	if strings.HasPrefix(name, "arn:") {
		if _, err := bot.ParseAlias(name); err != nil {
			key.Fail("bot %s: %w", name, err)
		}
	}
	if name == "" || len(name) > 256 {
		key.Fail("a bot has a name of 1 to 256 characters")
	}
	m := n.Mapping()
	lexed, file, posted := m.Get("lex"), m.Get("builtin"), m.Get("http")
	m.End()
	if count(lexed, file, posted) != 1 {
		n.Fail("want one of lex, builtin, http")
		return nil
	}
	switch {
	case lexed.Given():
		return r.lexBot(name, lexed)
	case file.Given():
		return r.builtinBot(file)
	}
	return r.httpBot(name, posted)
}

func count(nodes ...strictyaml.Node) int {
	given := 0
	for _, n := range nodes {
		if n.Given() {
			given++
		}
	}
	return given
}

// lexBot reads a bot that Lex plays, or something that takes its requests.
func (r *reader) lexBot(name string, n strictyaml.Node) bot.Provider {
	m := n.Mapping()
	text, at := name, m.Get("alias")
	if at.Given() {
		text = at.Text()
	}
	alias, err := bot.ParseAlias(text)
	if err != nil {
		n.Fail("alias: %w", err)
	}
	c := &lex.Client{Poster: r.poster, Alias: alias, Limit: flow.MaxBotAnswer}
	c.Endpoint, c.Signer = r.aws(m, lex.Service, alias.Region, lex.Endpoint)
	m.End()
	return c
}

func (r *reader) builtinBot(n strictyaml.Node) bot.Provider {
	script, err := builtin.Load(r.path(n.Text()))
	if err != nil {
		n.Fail("%w", err)
		return nil
	}
	return builtin.Provider{Script: script, Now: r.Now}
}

// httpBot reads a service that is called as a code hook.
func (r *reader) httpBot(name string, n strictyaml.Node) bot.Provider {
	m := n.Mapping()
	h := &lex.Hook{
		Poster: r.poster, Name: name, Now: r.Now, Limit: flow.MaxBotAnswer,
		URL: url(m.Need("url")), Header: r.headers(m.Get("headers")),
		Intent:  m.Get("intent").Text(),
		Session: m.Get("session").Duration(defaultSession, minSession, maxSession),
	}
	for _, slot := range m.Get("slots").Items() {
		h.Slots = append(h.Slots, slot.Text())
	}
	m.End()
	if h.Intent == "" {
		h.Intent = bot.FallbackIntent
	}
	return h
}
