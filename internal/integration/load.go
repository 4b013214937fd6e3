package integration

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/rejoin-chat/rejoin/internal/bot"
	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/function"
	"github.com/rejoin-chat/rejoin/internal/keeper"
	"github.com/rejoin-chat/rejoin/internal/outside"
	"github.com/rejoin-chat/rejoin/internal/strictyaml"
)

// Set is what a file describes.
type Set struct {
	Bots      *bot.Bots
	Functions *function.Functions

	keepers map[flow.Keeper]keeper.Provider
	poster  *outside.Poster
}

// Close lets go of connections.
func (s *Set) Close() { s.poster.Close() }

// Options is what reading a file needs.
type Options struct {
	LookupEnv func(string) (string, bool)
	// Now is the time of the contact centre, which may be moved.
	Now func() time.Time
}

// Load reads a file; without a path, the set is empty. The error is one line.
func Load(ctx context.Context, path string, o Options) (*Set, error) {
	set := &Set{poster: outside.NewPoster()}
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
		signers: make(map[account]*outside.Signer),
	}
	bots, functions, keepers := r.file(doc.Root())
	if err := doc.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	set.Bots, set.Functions, set.keepers = bot.New(bots), function.New(functions), keepers
	return set, nil
}

// reader reads one file. Its methods note what is wrong where it stands and go on.
type reader struct {
	Options
	ctx     context.Context // of Load
	folder  string          // that names of files are relative to
	poster  *outside.Poster
	signers map[account]*outside.Signer
}

// account is what a signer is for.
type account struct{ service, region, profile string }

func (r *reader) file(root strictyaml.Node) (map[string]bot.Provider, map[string]function.Provider, map[flow.Keeper]keeper.Provider) {
	m := root.Mapping()
	bots, functions := make(map[string]bot.Provider), make(map[string]function.Provider)
	m.Get("bots").Mapping().Each(func(key, value strictyaml.Node) {
		bots[key.Text()] = r.bot(key, value)
	})
	m.Get("functions").Mapping().Each(func(key, value strictyaml.Node) {
		functions[key.Text()] = r.function(key, value)
	})
	keepers := r.keepers(m.Get("profiles"), m.Get("tables"))
	m.End()
	return bots, functions, keepers
}

// path is a file named in the file.
func (r *reader) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(r.folder, name)
}
