package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/rejoin-chat/rejoin/internal/app"
)

// readyWithin bounds how long the server may take to answer.
const readyWithin = 3 * time.Second

// readyUsage is what the command takes besides the settings.
const readyUsage = "[--exclude database] [--exclude broker]"

// askReady asks the server of the settings whether it can work. It is the health
// check of containers, whose image holds no other program.
func askReady(ctx context.Context, args []string) error {
	exclude, rest, err := takeExclude(args)
	if err != nil {
		return err
	}
	c, err := settings("ready "+readyUsage, rest)
	if err != nil {
		return err
	}
	own, err := app.OwnURL(c)
	if err != nil {
		return err
	}
	return readyAt(ctx, own+"/readyz?"+url.Values{"exclude": exclude}.Encode())
}

// takeExclude takes the dependencies that shall not count out of the arguments. A
// name that no dependency has would exclude nothing and nobody notice.
func takeExclude(args []string) (exclude, rest []string, err error) {
	for i := 0; i < len(args); i++ {
		name, value, given := strings.Cut(args[i], "=")
		if name != "--exclude" && name != "-exclude" {
			rest = append(rest, args[i])
			continue
		}
		if !given && i+1 < len(args) {
			i++
			value = args[i]
		}
		switch value {
		case "database", "broker", "files":
			exclude = append(exclude, value)
		default:
			return nil, nil, errors.New("ready: --exclude: want database, broker or files")
		}
	}
	return exclude, rest, nil
}

// readyAt asks there, and prints the state of a server that is ready.
func readyAt(ctx context.Context, where string) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, where, nil)
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
		return fmt.Errorf("what answers at %s is no rejoin: %s", r.URL.Host, resp.Status)
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the server is not ready: %s", state.Reason)
	}
	_, err = fmt.Fprintln(os.Stdout, state.Status)
	return err
}
