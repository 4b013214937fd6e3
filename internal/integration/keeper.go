package integration

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/keeper"
	"github.com/rejoin-chat/rejoin/internal/strictyaml"
)

// keepers reads who keeps profiles and tables.
func (r *reader) keepers(profiles, tables strictyaml.Node) map[flow.Keeper]keeper.Provider {
	found := make(map[flow.Keeper]keeper.Provider)
	if profiles.Given() {
		m := profiles.Mapping()
		found[flow.KeeperOfProfiles] = r.keeperURL(m, m.Need("url"))
		m.End()
	}
	if !tables.Given() {
		return found
	}
	m := tables.Mapping()
	file, at := m.Get("file"), m.Get("url")
	switch {
	case count(file, at) != 1:
		m.Get("headers")
		m.Get("secret")
		tables.Fail("want one of file, url")
	case file.Given():
		read, err := keeper.LoadTables(r.path(file.Text()))
		if err != nil {
			file.Fail("%w", err)
		}
		found[flow.KeeperOfTables] = read
	default:
		found[flow.KeeperOfTables] = r.keeperURL(m, at)
	}
	m.End()
	return found
}

func (r *reader) keeperURL(m *strictyaml.Mapping, at strictyaml.Node) keeper.Provider {
	return &keeper.URL{
		Poster: r.poster, URL: url(at), Header: r.headers(m.Get("headers")),
		Secret: []byte(r.secret(m.Get("secret"))),
	}
}

// Keeps reports whether somebody keeps what a flow asks for.
func (s *Set) Keeps(k flow.Keeper) bool { return s.keepers[k] != nil }

// Consult has a keeper do what an action of a contact's flow says; key is the same
// whenever that is asked again. The error says which action and why, and nothing of
// the customer.
func (s *Set) Consult(ctx context.Context, key string, contact chat.ContactID, call flow.Consult) ([]byte, error) {
	return keeper.Ask(ctx, s.keepers[call.Keeper], keeper.Request{
		Action: string(call.Action), ContactID: string(contact), Parameters: call.Parameters, Key: key,
	})
}
