// Package web is the pages that browsers show, as `make build` built them from the
// TypeScript beside it. It owns nothing but the embedding: internal/pages serves
// them.
//
// A program that was built by `go build` alone, without Node, has only the page that
// says so. It imports the standard library only.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:pages
var pages embed.FS

// Pages is the built pages: index.html and the files it needs below assets/. It has
// neither where the program was built without them. Unbuilt says then what to do.
func Pages() fs.FS {
	built, err := fs.Sub(pages, "pages/built")
	if err != nil {
		panic(err) // the name is not a valid path
	}
	return built
}

// AgentPaths are the paths of the pages that agents' own pages frame.
// client: amazon-connect-streams src/core.js initCCP, ccpUrl.
func AgentPaths() []string { return []string{"/ccp-v2/", "/ccp-v2/worker/"} }

// Unbuilt is the page that stands in for those that were not built.
func Unbuilt() []byte { return page("unbuilt.html") }

// Off is the page that stands in for the customer's where that is switched off.
func Off() []byte { return page("off.html") }

func page(name string) []byte {
	text, err := pages.ReadFile("pages/" + name)
	if err != nil {
		panic(err) // it is part of the source
	}
	return text
}
