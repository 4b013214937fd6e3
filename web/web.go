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

// The pages by name: the customer's and the agents'.
const (
	CustomerPage = "index.html"
	DeskPage     = "ccp-v2/index.html"
)

// Pages is the built pages and the files they need below assets/. It has neither where
// the program was built without them. Unbuilt says then what to do.
func Pages() fs.FS {
	built, err := fs.Sub(pages, "pages/built")
	if err != nil {
		panic(err) // the name is not a valid path
	}
	return built
}

// Unbuilt is the page that stands in for each that was not built.
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
