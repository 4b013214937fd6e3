package gateway

import (
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// TokenParameter is the query parameter of the websocket's address that holds the
// token: browsers can send no header of ours with an upgrade.
const TokenParameter = "token"

// AgentTokenParameter is the query parameter with the credential of an agent, whose
// socket is for all his chats.
const AgentTokenParameter = "agent"

const (
	// readBuffer holds a client's usual frame, about 60 bytes, and the largest
	// control frame.
	readBuffer = 256
	// handshakeTimeout bounds the write of the upgrade's answer.
	handshakeTimeout = 10 * time.Second
)

// newUpgrader accepts every origin, as what authorises is the token in the
// address, and negotiates no compression: its state would cost an idle socket
// more memory than all the rest, and frames would no longer be the same for all.
func newUpgrader() websocket.Upgrader {
	return websocket.Upgrader{
		HandshakeTimeout: handshakeTimeout,
		ReadBufferSize:   readBuffer,
		WriteBufferSize:  readBuffer,
		WriteBufferPool:  &sync.Pool{}, // frames are written past it
		CheckOrigin:      func(*http.Request) bool { return true },
		Error: func(w http.ResponseWriter, _ *http.Request, status int, reason error) {
			refuse(w, status, "BadRequestException", reason.Error())
		},
	}
}

// ServeHTTP upgrades the request to a websocket. Every refusal is JSON, as clients
// take any other answer for a broken network.
// client: amazon-connect-chatjs src/client/client.js.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if g.isDraining() {
		refuseDraining(w)
		return
	}
	who, err := g.holder(r)
	if err != nil {
		g.refuseViewer(w, err)
		return
	}
	ws, err := g.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // the upgrader has answered
	}
	s := &socket{g: g, ws: ws, conn: ws.NetConn()}
	s.out.limit = g.limits.QueueBytes
	s.touch()
	if !g.enter(s, who) {
		s.conn.SetWriteDeadline(wallDeadline(closeWait))
		s.conn.Write(closeDraining.frame())
		s.conn.Close()
	}
}

// holder is who holds a socket: an agent, or else a participant.
type holder struct {
	isAgent     bool
	agent       AgentViewer
	participant Viewer
}

// holder tells whose socket a request is to open.
func (g *Gateway) holder(r *http.Request) (who holder, err error) {
	query := r.URL.Query()
	if !query.Has(AgentTokenParameter) {
		who.participant, err = g.admit(r.Context(), query.Get(TokenParameter))
		return who, err
	}
	if g.desk == nil {
		return who, chat.Denied()
	}
	who.isAgent = true
	who.agent, err = g.desk.Admit(r.Context(), query.Get(AgentTokenParameter))
	return who, err
}

// refuseViewer answers a token that opens nothing. Why it does not is not told.
func (g *Gateway) refuseViewer(w http.ResponseWriter, err error) {
	var fault *chat.Error
	if errors.As(err, &fault) && (fault.Kind == chat.KindInternal || fault.Kind == chat.KindUnavailable) {
		g.log.Error("a socket could not be admitted", "error", err)
		refuse(w, http.StatusServiceUnavailable, "ServiceUnavailableException", "Try again later")
		return
	}
	refuse(w, http.StatusForbidden, "AccessDeniedException", "Access denied")
}

func refuseDraining(w http.ResponseWriter) {
	refuse(w, http.StatusServiceUnavailable, "ServiceUnavailableException", closeDraining.text)
}

func refuse(w http.ResponseWriter, status int, kind, message string) {
	body, _ := json.Marshal(map[string]string{"__type": kind, "message": message}) // strings always marshal
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Amzn-Errortype", kind)
	w.WriteHeader(status)
	w.Write(body)
}
