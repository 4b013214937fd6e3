package login

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// ask shows the form, or where somebody who is signed in goes on.
func (h *Handler) ask(w http.ResponseWriter, r *http.Request) {
	at := h.placeOf(r)
	session, u, err := h.Service.Resume(r.Context(), value(r, h.cookies.name(sessionCookie)))
	switch {
	case errors.Is(err, ErrSignedOut):
		h.show(w, r, http.StatusOK, page{Title: "title", Form: formSignIn, Place: at})
	case err != nil:
		key, status := h.problem(w, err)
		h.show(w, r, status, page{Title: "title", Problem: key})
	case at.Return == "" && !at.Popup:
		h.show(w, r, http.StatusOK, page{Title: "in", Form: formSignOut, Name: u.Name})
	default:
		h.goOn(w, r, at, session)
	}
}

// signIn takes a name and a password.
func (h *Handler) signIn(w http.ResponseWriter, r *http.Request) {
	at, name := h.placeOf(r), strings.TrimSpace(r.PostFormValue("name"))
	outcome, err := h.Service.SignIn(r.Context(), Credentials{Name: name, Password: r.PostFormValue("password"), From: h.Callers.Of(r)})
	switch {
	case err != nil:
		key, status := h.problem(w, err)
		h.show(w, r, status, page{Title: "title", Form: formSignIn, Problem: key, Place: at, Name: shown(name)})
	case outcome.Ticket != "":
		h.show(w, r, http.StatusOK, page{Title: "choose", Form: formChoose, Place: at, Ticket: outcome.Ticket, Name: name})
	default:
		h.enter(w, r, at, outcome.Session)
	}
}

// shown is a name as the form gives it back; not what can be none.
func shown(name string) string {
	if len(name) > maxName {
		return ""
	}
	return name
}

// choose takes the password that somebody chose.
func (h *Handler) choose(w http.ResponseWriter, r *http.Request) {
	at, ticket := h.placeOf(r), r.PostFormValue("ticket")
	again := page{Title: "choose", Form: formChoose, Place: at, Ticket: ticket, Name: shown(r.PostFormValue("name"))}
	if r.PostFormValue("new") != r.PostFormValue("again") {
		again.Problem = "different"
		h.show(w, r, http.StatusUnprocessableEntity, again)
		return
	}
	session, err := h.Service.Choose(r.Context(), ticket, r.PostFormValue("new"))
	if err == nil {
		h.enter(w, r, at, session)
		return
	}
	key, status := h.problem(w, err)
	again.Problem = key
	if errors.Is(err, ErrTicket) {
		again = page{Title: "title", Form: formSignIn, Problem: key, Place: at, Name: again.Name}
	}
	h.show(w, r, status, again)
}

// depart sends a browser to the provider.
func (h *Handler) depart(w http.ResponseWriter, r *http.Request) {
	if h.Single == nil {
		http.NotFound(w, r)
		return
	}
	at := h.placeOf(r)
	url, state, baggage, err := h.Service.depart(r.Context(), h.Single, at)
	if err != nil {
		key, status := h.problem(w, err)
		h.show(w, r, status, page{Title: "title", Form: formSignIn, Problem: key, Place: at})
		return
	}
	http.SetCookie(w, h.cookies.trip(state, baggage))
	http.Redirect(w, r, url, http.StatusSeeOther)
}

// arrive takes a browser back from the provider.
func (h *Handler) arrive(w http.ResponseWriter, r *http.Request) {
	if h.Single == nil {
		http.NotFound(w, r)
		return
	}
	state := r.URL.Query().Get("state")
	name := h.cookies.tripName(state)
	session, at, err := h.Service.arrive(r.Context(), h.Single, value(r, name), state, r.URL.Query().Get("code"))
	if !errors.Is(err, ErrAttempt) {
		used := h.cookies.trip(state, "")
		used.MaxAge = -1
		http.SetCookie(w, used)
	}
	if err != nil {
		key, status := h.problem(w, err)
		h.show(w, r, status, page{Title: "title", Form: formSignIn, Problem: key, Place: at})
		return
	}
	h.enter(w, r, at, session)
}

// enter gives a browser its session. One that it had before is over.
func (h *Handler) enter(w http.ResponseWriter, r *http.Request, at place, session Session) {
	if before := value(r, h.cookies.name(sessionCookie)); before != "" {
		if err := h.Service.SignOut(r.Context(), before); err != nil {
			h.Log.Warn("a login that another one follows was not ended", slog.Any("error", err))
		}
	}
	h.Log.Info("a user has signed in", slog.String("user", string(session.UserID)))
	h.hold(w, session)
	h.goOn(w, r, at, session)
}

// hold gives a browser the cookie of a session.
func (h *Handler) hold(w http.ResponseWriter, session Session) {
	http.SetCookie(w, h.cookies.session(session.Secret, session.ExpiresAt, h.Service.Clock.Now()))
}

// goOn sends a browser that is signed in where it wants to be.
func (h *Handler) goOn(w http.ResponseWriter, r *http.Request, at place, session Session) {
	if at.Popup {
		code, err := h.Service.handOn(session)
		if err != nil {
			h.Log.Error("a window cannot hand its login on", slog.Any("error", err))
		}
		h.show(w, r, http.StatusOK, page{Title: "in", Form: formDone, Place: at, Code: code})
		return
	}
	to := at.Return
	if to == "" {
		to = h.Home
	}
	if to == "" {
		to = loginPath
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// redeem gives the page that opened a window the session that began in it. Within
// another site's page a browser keeps cookies apart from those of the window.
func (h *Handler) redeem(w http.ResponseWriter, r *http.Request) {
	session, err := h.Service.redeem(r.Context(), r.PostFormValue("code"))
	if err != nil {
		status := http.StatusUnauthorized
		if !errors.Is(err, ErrSignedOut) {
			_, status = h.problem(w, err)
		}
		write(w, status, refused{"sign in first"})
		return
	}
	h.hold(w, session)
	w.WriteHeader(http.StatusNoContent)
}

const (
	purposeHandOn = "hand on"
	// handOnLife is how long a page may take to redeem what a window gave it.
	handOnLife = time.Minute
)

// handOn makes a code with which a login goes over to another holder, once.
func (s *Service) handOn(session Session) (string, error) {
	return s.Tokens.SealErrand(purposeHandOn, []byte(session.ID), s.Clock.Now().Add(handOnLife))
}

// redeem ends the login of a code and begins one in its place, until the same time.
// ErrSignedOut.
func (s *Service) redeem(ctx context.Context, code string) (Session, error) {
	id, err := s.Tokens.OpenErrand(purposeHandOn, code, s.Clock.Now())
	if err != nil {
		return Session{}, ErrSignedOut
	}
	// The code counts as one attempt that comes back after its end.
	ok, err := s.Store.TakeTurn(ctx, store.Limit{Key: key(purposeHandOn, code), Every: 2 * handOnLife, Burst: 1}, s.Clock.Now())
	if err != nil {
		return Session{}, away("redeem a code", err)
	}
	if !ok {
		return Session{}, ErrSignedOut
	}
	l, _, err := s.find(ctx, chat.LoginID(id))
	if err != nil {
		return Session{}, err
	}
	session, err := s.begin(ctx, l.UserID, l.ExpiresAt)
	if err != nil {
		return Session{}, err
	}
	return session, s.Revoke(ctx, l.ID)
}

// mayLeave signs out where that is what somebody here wants, and else asks: a page of
// another site can have a browser open any address.
func (h *Handler) mayLeave(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Sec-Fetch-Site") == "same-origin" || h.approved(r) {
		h.leave(w, r)
		return
	}
	h.show(w, r, http.StatusOK, page{Title: "leave", Form: formSignOut})
}

// leave ends the session.
func (h *Handler) leave(w http.ResponseWriter, r *http.Request) {
	if secret := value(r, h.cookies.name(sessionCookie)); secret != "" {
		if err := h.Service.SignOut(r.Context(), secret); err != nil {
			key, status := h.problem(w, err)
			h.show(w, r, status, page{Title: "leave", Form: formSignOut, Problem: key})
			return
		}
	}
	http.SetCookie(w, h.cookies.gone())
	h.show(w, r, http.StatusOK, page{Title: "out", Form: formSignedOut})
}
