package app

import (
	"context"
	"net/http"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/attachment"
	"github.com/rejoin-chat/rejoin/internal/customerdoor"
	"github.com/rejoin-chat/rejoin/internal/files"
	"github.com/rejoin-chat/rejoin/internal/login"
	"github.com/rejoin-chat/rejoin/internal/obs"
	"github.com/rejoin-chat/rejoin/internal/timeshift"
)

// SocketPath is the route of the websocket.
const SocketPath = "/participant/websocket"

// handler puts all routes on one listener: the two APIs under their own paths,
// the websocket, the start-chat endpoint, the pages, the door of the customer's,
// the pages where users sign in, files by signed links, and what an operator looks
// at. What nobody knows goes to the Connect API, which answers like the vendor's front
// door.
func (s *server) handler(ctx context.Context) (http.Handler, error) {
	serve, err := s.services(ctx)
	if err != nil {
		return nil, err
	}
	metrics := obs.Handler(s.registry)
	objects := files.NewHandler(files.HandlerConfig{Bucket: s.files, Links: s.links, Clock: s.time.machine, Log: s.Log})
	uploads := attachment.NewDoor(s.attachments, s.Log)
	date := &dateHeader{clock: s.time.machine}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Date"] = date.now()
		switch path := r.URL.Path; {
		case path == SocketPath:
			s.gateway.ServeHTTP(w, r)
		case serve.participants.Match(r):
			serve.participants.ServeHTTP(w, r)
		case path == AgentPath || path == AgentPath+"/":
			serve.agents.ServeHTTP(w, r)
		case isStart(path):
			serve.starts.ServeHTTP(w, r)
		case serve.pages.Match(r):
			serve.pages.ServeHTTP(w, r)
		case serve.door != nil && path == customerdoor.Path:
			serve.door.ServeHTTP(w, r)
		case serve.login.Match(path):
			serve.login.ServeHTTP(w, r)
		case path == login.AdminPath:
			serve.users.ServeHTTP(w, r)
		case strings.HasPrefix(path, archive.LinkPath):
			objects.ServeHTTP(w, r)
		case strings.HasPrefix(path, attachment.UploadPath):
			uploads.ServeHTTP(w, r)
		case serve.clock != nil && timeshift.Match(path):
			serve.clock.ServeHTTP(w, r)
		case path == "/healthz":
			probe(w, readiness{Status: "ok"}, true)
		case path == "/readyz":
			state, ok := s.ready(r.Context(), r.URL.Query()["exclude"])
			probe(w, state, ok)
		case path == "/metrics":
			metrics.ServeHTTP(w, r)
		default:
			serve.connect.ServeHTTP(w, r)
		}
	}), nil
}
