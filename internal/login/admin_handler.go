package login

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/sigv4"
)

// AdminPath is where `rejoin user` asks a server that has the database open.
const AdminPath = "/admin/users"

// AdminHandler carries out requests that are signed as those to the Connect API are.
type AdminHandler struct {
	Service *Service
	// Verifier knows the installation's access key.
	Verifier *sigv4.Verifier
	Log      *slog.Logger
}

// ServeHTTP carries out a request. Whoever may sign may also create users.
func (h *AdminHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	q, status, err := h.admit(w, r)
	if err != nil {
		write(w, status, refused{err.Error()})
		return
	}
	a, err := h.Service.Administer(r.Context(), q)
	if err == nil {
		write(w, http.StatusOK, a)
		return
	}
	var told *chat.Error
	if !errors.As(err, &told) || told.Kind == chat.KindInternal {
		h.Log.Error("a request about users failed", slog.Any("error", err))
		write(w, http.StatusInternalServerError, refused{"internal error"})
		return
	}
	write(w, statusOf(told.Kind), refused{told.Public()})
}

func statusOf(k chat.Kind) int {
	switch k {
	case chat.KindNotFound:
		return http.StatusNotFound
	case chat.KindDuplicate, chat.KindConflict:
		return http.StatusConflict
	case chat.KindThrottled, chat.KindUnavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusBadRequest
}

// admit reads a request. No page has to ask here, whatever it knows.
func (h *AdminHandler) admit(w http.ResponseWriter, r *http.Request) (q Request, status int, err error) {
	if r.Header.Get("Origin") != "" || r.Header.Get("Sec-Fetch-Site") != "" {
		return q, http.StatusForbidden, errors.New("pages may not manage users here")
	}
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return q, http.StatusMethodNotAllowed, errors.New("want POST")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return q, http.StatusBadRequest, errors.New("the body could not be read")
	}
	_, err = h.Verifier.Verify(r, body)
	var bad *sigv4.Error
	switch {
	case errors.As(err, &bad):
		return q, bad.Status, errors.New(bad.Message)
	case err != nil:
		h.Log.Error("a signature could not be verified", slog.Any("error", err))
		return q, http.StatusInternalServerError, errors.New("the signature could not be verified")
	}
	if err := json.Unmarshal(body, &q); err != nil {
		return q, http.StatusBadRequest, errors.New("the body is no request")
	}
	return q, 0, nil
}
