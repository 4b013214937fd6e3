package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"syscall"
	"time"

	"github.com/google/uuid"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/sqlite"
	"github.com/rejoin-chat/rejoin/internal/workload"
)

// measureRest weighs agents whose pages are there while nothing happens. They have
// signed in before: their sign-ins are written into the database, as ten thousand
// passwords would take minutes and are not what is measured.
func measureRest(ctx context.Context, p plan) error {
	agents := min(p.resting, mostPages())
	fmt.Printf("\nrest: %d agents signed in; load average of the machine: %s\n", agents, loadAverage())
	dir, err := os.MkdirTemp("", "rest")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	h, err := startRejoin(ctx, p, dir) // which makes what is in a new folder
	if err != nil {
		return err
	}
	if err := h.stop(); err != nil {
		return err
	}
	secrets, err := signedIn(ctx, dir, agents)
	if err != nil {
		return err
	}
	if h, err = startRejoin(ctx, p, dir); err != nil {
		return err
	}
	defer h.stop()
	bearers := make([]string, agents)
	if err := sideBySide(agents, func(i int) (err error) {
		bearers[i], err = h.bearer(ctx, secrets[i])
		return err
	}); err != nil {
		return err
	}
	return workload.Rest(ctx, workload.RestOptions{
		Endpoint: "http://" + h.addr, Bearers: bearers, For: p.rest, Out: os.Stdout, Clock: clock.System(),
	})
}

// mostPages is for how many pages a process can have files open, a socket and a
// request each, and some for other things.
func mostPages() int {
	const others = 150
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l); err != nil {
		return 0
	}
	return (int(min(l.Max, 1<<20)) - others) / 2
}

// signedIn makes users of a data folder, who are signed in, and tells what a browser
// holds of each.
func signedIn(ctx context.Context, dir string, n int) (secrets []string, err error) {
	s, err := sqlite.Open(sqlite.Options{Dir: dir})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	names := directory.New(s, clock.System(), directory.Names{Region: "local", Account: "123456789012"}, uuid.NewString)
	profiles, err1 := names.AllRoutingProfiles(ctx, directory.DefaultInstanceID)
	security, _, err2 := names.SecurityProfiles(ctx, directory.DefaultInstanceID, "", 100)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	spec := directory.UserSpec{
		FirstName: "Bench", LastName: "Agent", RoutingProfileID: profiles[0].ID, PhoneConfig: directory.PhoneConfig{PhoneType: "SOFT_PHONE"},
	}
	for _, p := range security {
		if p.Name == "Agent" {
			spec.SecurityProfileIDs = []string{p.ID}
		}
	}
	secrets = make([]string, n)
	return secrets, sideBySide(n, func(i int) error {
		u, err := names.CreateUser(ctx, directory.DefaultInstanceID, directory.UserDraft{Username: fmt.Sprint("rest-", i), Spec: spec})
		if err != nil {
			return err
		}
		var raw [32]byte
		_, _ = rand.Read(raw[:]) // crypto/rand.Read never fails
		secrets[i] = base64.RawURLEncoding.EncodeToString(raw[:])
		sum, now := sha256.Sum256([]byte(secrets[i])), chat.Instant(time.Now())
		return s.CreateLogin(ctx, store.Login{
			ID: chat.LoginID(hex.EncodeToString(sum[:])), InstanceID: directory.DefaultInstanceID, UserID: chat.UserID(u.ID),
			CreatedAt: now, UsedAt: now, ExpiresAt: now.Add(time.Hour),
		})
	})
}

// bearer gets an access token for what a browser holds, as an agent's page does.
func (h *house) bearer(ctx context.Context, secret string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+h.addr+"/auth/authorize", nil)
	if err != nil {
		return "", err
	}
	req.AddCookie(&http.Cookie{Name: "rejoin-session", Value: secret})
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	var token struct{ AccessToken string }
	if err := json.NewDecoder(answer.Body).Decode(&token); err != nil || answer.StatusCode != http.StatusOK {
		return "", fmt.Errorf("an access token: %d, %w", answer.StatusCode, err)
	}
	return token.AccessToken, nil
}
