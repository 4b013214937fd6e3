package login

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/remote"
	"github.com/rejoin-chat/rejoin/internal/restjson"
)

// The paths. client: amazon-connect-streams src/worker.js, authorizeEndpoint.
const (
	loginPath     = "/login"
	passwordPath  = "/login/password"
	singlePath    = "/login/sso"
	callbackPath  = "/login/callback"
	redeemPath    = "/login/redeem"
	logoutPath    = "/logout"
	authorizePath = "/auth/authorize"
	stylePath     = "/login/login.css"
	scriptPath    = "/login/login.js"
	iconPath      = "/login/icon.svg"
)

// CallbackPath is where a provider has to send browsers back to, below the server's
// URL.
const CallbackPath = callbackPath

// maxBody limits a form in bytes.
const maxBody = 16 << 10

// HandlerConfig is what the pages need. All but Single, Home and Observe is required.
type HandlerConfig struct {
	Service *Service
	// URL is where browsers find the server: https://HOST without a path.
	URL string
	// Home is the path to go on to after signing in where none is asked for; "" says who
	// is signed in.
	Home string
	// Origins reads the origins whose pages may frame those of this server.
	Origins func(ctx context.Context) ([]string, error)
	// Single is how users sign in at a provider; nil for passwords only.
	Single *SingleSignOn
	// Callers tells from which address somebody signs in.
	Callers *remote.Callers
	NewID   func() string
	Log     *slog.Logger
	// Observe is called once per request after the answer is written.
	Observe func(restjson.Event)
}

// Handler serves the pages and where scripts get access tokens.
type Handler struct {
	HandlerConfig
	cookies cookies
	cross   *http.CrossOriginProtection
	routes  map[string]route
}

// route is what is done at a path, by the method. name is the operation in logs.
type route struct {
	name    string
	methods map[string]http.HandlerFunc
}

// NewHandler makes the handler.
func NewHandler(c HandlerConfig) (*Handler, error) {
	h := &Handler{HandlerConfig: c, cookies: cookies{strings.HasPrefix(c.URL, "https://")}, cross: http.NewCrossOriginProtection()}
	if err := h.cross.AddTrustedOrigin(c.URL); err != nil {
		return nil, err
	}
	if h.Observe == nil {
		h.Observe = func(restjson.Event) {}
	}
	get, post := http.MethodGet, http.MethodPost
	h.routes = map[string]route{
		loginPath:     {"SignIn", map[string]http.HandlerFunc{get: h.ask, post: h.signIn}},
		passwordPath:  {"ChoosePassword", map[string]http.HandlerFunc{post: h.choose}},
		singlePath:    {"BeginSingleSignOn", map[string]http.HandlerFunc{get: h.depart}},
		callbackPath:  {"EndSingleSignOn", map[string]http.HandlerFunc{get: h.arrive}},
		redeemPath:    {"HandOn", map[string]http.HandlerFunc{post: h.redeem}},
		logoutPath:    {"SignOut", map[string]http.HandlerFunc{get: h.mayLeave, post: h.leave}},
		authorizePath: {"Authorize", map[string]http.HandlerFunc{get: h.authorize}},
		stylePath:     {"Style", map[string]http.HandlerFunc{get: h.asset("login.css", "text/css; charset=utf-8")}},
		scriptPath:    {"Script", map[string]http.HandlerFunc{get: h.asset("login.js", "text/javascript; charset=utf-8")}},
		iconPath:      {"Icon", map[string]http.HandlerFunc{get: h.asset("icon.svg", "image/svg+xml")}},
	}
	return h, nil
}

// Match reports whether a path is the handler's.
func (h *Handler) Match(path string) bool { return h.routes[path].name != "" }

// ServeHTTP answers a request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := h.Service.Clock.Now()
	header := w.Header()
	id := h.NewID()
	header.Set(restjson.HeaderRequestID, id)
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "same-origin")
	at := h.routes[r.URL.Path]
	seen := &recorder{ResponseWriter: w, status: http.StatusOK}
	h.answer(seen, r, at)
	h.Observe(restjson.Event{
		RequestID: id, Operation: at.name, Status: seen.status, Err: seen.cause, Duration: h.Service.Clock.Now().Sub(start),
	})
}

func (h *Handler) answer(w *recorder, r *http.Request, at route) {
	method := r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	serve := at.methods[method]
	if serve == nil {
		var allowed []string
		for m := range at.methods {
			allowed = append(allowed, m)
		}
		slices.Sort(allowed)
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	if method == http.MethodPost {
		if err := h.cross.Check(r); err != nil && (r.URL.Path != logoutPath || !h.approved(r)) {
			h.show(w, r, http.StatusForbidden, page{Title: "title", Problem: "cross-site"})
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		if err := r.ParseForm(); err != nil {
			h.show(w, r, http.StatusBadRequest, page{Title: "title", Problem: "request"})
			return
		}
	}
	serve(w, r)
}

// approved reports whether the page that asks is of an origin that may frame ours.
func (h *Handler) approved(r *http.Request) bool {
	origins, err := h.Origins(r.Context())
	return err == nil && slices.Contains(origins, fromPage(r))
}

// recorder remembers the status of an answer and what went wrong.
type recorder struct {
	http.ResponseWriter
	status int
	cause  error
}

// WriteHeader implements http.ResponseWriter.
func (w *recorder) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// because notes for the log why an answer is none of success.
func because(w http.ResponseWriter, err error) {
	if seen, ok := w.(*recorder); ok {
		seen.cause = err
	}
}

// placeOf is where a browser wants to go on, of a query or a form.
func (h *Handler) placeOf(r *http.Request) place {
	return place{Return: path(r.FormValue("return")), Popup: r.FormValue("popup") == "1"}
}

// problem is what people are told of an error, and the status.
func (h *Handler) problem(w http.ResponseWriter, err error) (key string, status int) {
	switch {
	case errors.Is(err, ErrWrong):
		return "wrong", http.StatusUnauthorized
	case errors.Is(err, ErrTooMany):
		w.Header().Set("Retry-After", strconv.Itoa(int(tryAgain.Seconds())))
		return "too many", http.StatusTooManyRequests
	case errors.Is(err, ErrTicket):
		return "late", http.StatusUnauthorized
	case errors.Is(err, ErrWeak):
		return "weak", http.StatusUnprocessableEntity
	case errors.Is(err, ErrAttempt):
		return "attempt", http.StatusBadRequest
	case errors.Is(err, ErrStranger), errors.Is(err, ErrImpostor):
		because(w, err)
		return "stranger", http.StatusForbidden
	case errors.Is(err, ErrProvider):
		because(w, err)
		return "provider", http.StatusBadGateway
	}
	because(w, err)
	if kind := chat.KindOf(err); kind == chat.KindInternal && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
		h.Log.Error("a user could not be signed in", slog.Any("error", err))
	}
	return "away", http.StatusServiceUnavailable
}

// asset serves a file of the pages.
func (h *Handler) asset(name, kind string) http.HandlerFunc {
	body, err := assets.ReadFile("assets/" + name)
	if err != nil {
		panic(err) // it is in the program
	}
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Cache-Control", "no-cache")
		_, _ = w.Write(body) // who has gone needs no answer
	}
}

// authorized is what a script gets that asks for an access token.
// client: amazon-connect-streams src/worker.js, authorize.
type authorized struct {
	AccessToken string `json:"accessToken"`
	Expiration  string `json:"expiration"`
}

// refused is what it gets instead.
type refused struct {
	Message string `json:"message"`
}

// authorize gives the holder of a session an access token. A page of another site gets
// none, though it could not read it.
func (h *Handler) authorize(w http.ResponseWriter, r *http.Request) {
	session, _, err := h.Service.Resume(r.Context(), value(r, h.cookies.name(sessionCookie)))
	if !own(r) {
		err = ErrSignedOut
	}
	var answer authorized
	if err == nil {
		bearer, expires, failed := h.Service.Access(session)
		answer, err = authorized{bearer, chat.FormatInstant(expires)}, failed
	}
	switch {
	case err == nil:
		write(w, http.StatusOK, answer)
	case errors.Is(err, ErrSignedOut):
		write(w, http.StatusUnauthorized, refused{"sign in first"})
	default:
		_, status := h.problem(w, err)
		write(w, status, refused{"try again"})
	}
}

func write(w http.ResponseWriter, status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err) // they are texts
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cross-Origin-Resource-Policy", "same-origin")
	w.WriteHeader(status)
	_, _ = w.Write(text) // who has gone needs no answer
}
