package login

import (
	"bytes"
	"context"
	"embed"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
)

//go:embed assets
var assets embed.FS

var pageTemplate = template.Must(template.ParseFS(assets, "assets/page.html"))

// The forms of the page.
const (
	formSignIn    = "sign-in"
	formChoose    = "choose"
	formDone      = "done"
	formSignOut   = "sign-out"
	formSignedOut = "signed-out"
)

// page is everything that one of the pages shows. What is none of its own texts is
// escaped by the template.
type page struct {
	Language language
	Title    string // a key of the catalogue
	Form     string
	Problem  string // a key of the catalogue, "" for none
	Place    place
	// Name is what was typed, or who is signed in.
	Name string
	// Home is where who is signed in goes on to, "" for nowhere.
	Home   string
	Single bool
	// Ticket goes with a password that is to be chosen, Code with a window that hands
	// the login on.
	Ticket, Code string
}

// Text is a text of the catalogue.
func (p *page) Text(key string) string { return texts[key][p.Language] }

// SingleURL is where single sign-on begins.
func (p *page) SingleURL() string { return singlePath + p.query() }

func (p *page) query() string {
	q := url.Values{}
	if p.Place.Return != "" {
		q.Set("return", p.Place.Return)
	}
	if p.Place.Popup {
		q.Set("popup", "1")
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// show writes a page.
func (h *Handler) show(w http.ResponseWriter, r *http.Request, status int, p page) {
	p.Language = speak(r.Header.Get("Accept-Language"))
	p.Single = h.Single != nil
	p.Home = h.Home
	var body bytes.Buffer
	if err := pageTemplate.Execute(&body, &p); err != nil {
		h.Log.Error("the sign-in page was not written", slog.Any("error", err))
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Language", string(p.Language))
	header.Add("Vary", "Accept-Language")
	header.Set("Content-Security-Policy", h.policy(r.Context()))
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes()) // who has gone needs no answer
}

// policy lets a page load what is its own, and be framed by approved origins.
func (h *Handler) policy(ctx context.Context) string {
	return "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; " +
		"form-action 'self'; base-uri 'none'; frame-ancestors " + h.Ancestors(ctx)
}

// Ancestors are the sources of frame-ancestors. Where the approved origins cannot be
// read they are this server alone.
func (h *Handler) Ancestors(ctx context.Context) string {
	approved, err := h.Origins(ctx)
	if err != nil {
		h.Log.Warn("the approved origins cannot be read", slog.Any("error", err))
	}
	return ancestors(approved)
}
