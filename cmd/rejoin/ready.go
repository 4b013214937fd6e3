package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/rejoin-chat/rejoin/internal/app"
)

// readyWithin bounds how long the server may take to answer.
const readyWithin = 3 * time.Second

// askReady asks the server of the settings whether it can work. It is the health
// check of containers, whose image holds no other program.
func askReady(ctx context.Context, args []string) error {
	c, err := settings("ready", args)
	if err != nil {
		return err
	}
	url, err := app.OwnURL(c)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/readyz", nil)
	if err != nil {
		return err
	}
	// The certificate is made out to the name that clients use; that this
	// machine is itself needs no proof.
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS12}}
	defer transport.CloseIdleConnections()
	resp, err := (&http.Client{Transport: transport}).Do(r)
	if err != nil {
		return fmt.Errorf("the server does not answer: %w", err)
	}
	defer resp.Body.Close()
	var state struct{ Status, Reason string }
	if json.NewDecoder(resp.Body).Decode(&state) != nil {
		return fmt.Errorf("what answers at %s is no rejoin: %s", url, resp.Status)
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the server is not ready: %s", state.Reason)
	}
	_, err = fmt.Fprintln(os.Stdout, state.Status)
	return err
}
