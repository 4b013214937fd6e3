package integration

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/rejoin-chat/rejoin/internal/bot"
	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/function"
	"github.com/rejoin-chat/rejoin/internal/keeper"
	"github.com/rejoin-chat/rejoin/internal/outside"
	"github.com/rejoin-chat/rejoin/internal/signin"
	"github.com/rejoin-chat/rejoin/internal/strictyaml"
	"github.com/rejoin-chat/rejoin/internal/topic"
)

// Set is what a file describes.
type Set struct {
	Bots      *bot.Bots
	Functions *function.Functions

	keepers    map[flow.Keeper]keeper.Provider
	identities map[identityKey]*signin.Provider
	topics     *topic.Topics

	poster         *outside.Poster
	identityClient *http.Client
}

// Close lets go of connections.
func (s *Set) Close() {
	s.poster.Close()
	s.identityClient.CloseIdleConnections()
}

// Options is what reading a file needs.
type Options struct {
	LookupEnv func(string) (string, bool)
	// Now is the time of the contact centre, which may be moved.
	Now func() time.Time
}

// Load reads a file; without a path, the set is empty. The error is one line.
func Load(ctx context.Context, path string, o Options) (*Set, error) {
	set := &Set{poster: outside.NewPoster(), identityClient: newIdentityClient()}
	if path == "" {
		return set, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err // which names the file
	}
	doc, err := strictyaml.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	r := &reader{
		Options: o, ctx: ctx, folder: filepath.Dir(path), poster: set.poster,
		signers: make(map[account]*outside.Signer), identityClient: set.identityClient,
	}
	found := r.file(doc.Root())
	if err := doc.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	set.Bots, set.Functions = bot.New(found.bots), found.known
	set.keepers, set.identities, set.topics = found.keepers, found.identities, topic.New(found.topics)
	return set, nil
}

// reader reads one file. Its methods note what is wrong where it stands and go on.
type reader struct {
	Options
	ctx     context.Context // of Load
	folder  string          // that names of files are relative to
	poster  *outside.Poster
	signers map[account]*outside.Signer

	identityClient *http.Client
}

// account is what a signer is for.
type account struct{ service, region, profile string }

// sections are what the parts of a file stand for.
type sections struct {
	bots       map[string]bot.Provider
	functions  map[string]function.Provider
	keepers    map[flow.Keeper]keeper.Provider
	identities map[identityKey]*signin.Provider
	topics     map[string]topic.Provider

	known *function.Functions // all of functions
}

func (r *reader) file(root strictyaml.Node) sections {
	m := root.Mapping()
	found := sections{
		bots: make(map[string]bot.Provider), functions: make(map[string]function.Provider),
		identities: make(map[identityKey]*signin.Provider), topics: make(map[string]topic.Provider),
	}
	m.Get("bots").Mapping().Each(func(key, value strictyaml.Node) {
		found.bots[key.Text()] = r.bot(key, value)
	})
	m.Get("functions").Mapping().Each(func(key, value strictyaml.Node) {
		found.functions[key.Text()] = r.function(key, value)
	})
	found.known = function.New(found.functions)
	m.Get("topics").Mapping().Each(func(key, value strictyaml.Node) {
		found.topics[key.Text()] = r.topic(key, value, found.known)
	})
	found.keepers = r.keepers(m.Get("profiles"), m.Get("tables"))
	m.Get("identities").Mapping().Each(func(key, value strictyaml.Node) {
		r.identities(key, value, found.identities)
	})
	m.End()
	return found
}

// path is a file named in the file.
func (r *reader) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(r.folder, name)
}
