// Package forward passes HTTP requests and websockets on, as what stands between
// clients and servers does. It is what packages front and balance have in common.
//
// Each request has a connection of its own, so that none is surprised by one that
// died with its server. A request is read to its end before it is passed on: a
// server may answer as soon as it has all of it, and net/http would break off an
// answer that overtakes the last read of its request.
//
// It knows HTTP and no chat, and imports the standard library only.
package forward

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
)

// Options say where requests go.
type Options struct {
	// Host names the server for a request, as Dial is to know it.
	Host func(*http.Request) string
	// Dial reaches a server; the host is what Host has named, with a port.
	Dial func(ctx context.Context, network, host string) (net.Conn, error)
	// Failed answers a request when there was no server, or it died under it.
	Failed func(http.ResponseWriter, *http.Request, error)
}

// New makes what passes requests on.
func New(o Options) http.Handler {
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(&url.URL{Scheme: "http", Host: o.Host(r.In)})
			r.Out.Host = r.In.Host
		},
		Transport:    &http.Transport{DialContext: o.Dial, DisableKeepAlives: true},
		ErrorHandler: o.Failed,
		ErrorLog:     log.New(io.Discard, "", 0),
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler) // the client is gone
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		if len(body) == 0 {
			r.Body = http.NoBody
		}
		proxy.ServeHTTP(w, r)
	})
}

// Answer writes a modelled error.
func Answer(w http.ResponseWriter, status int, name, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Amzn-Errortype", name)
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]string{"__type": name, "message": message})
}

// Away answers a request whose server died under it in the one way that every
// client survives: an error of a name that means the network.
// client: amazon-connect-chatjs src/lib/amazon-connect-websocket-manager.js
func Away(w http.ResponseWriter, _ *http.Request, _ error) {
	Answer(w, http.StatusBadGateway, "NetworkingError", "the server was lost on the way")
}
