package gateway

import (
	"encoding/binary"

	"github.com/gorilla/websocket"
)

// closeReason is why the server closes a socket: a code, a text for whoever
// looks at the wire, and in both the advice to come back. No reason uses 1000 or
// 4000, after which the Android client stays away; every other code makes all
// known clients reconnect. client: amazon-connect-chat-android.
type closeReason struct {
	code int
	text string
}

// All the reasons for which the gateway closes a socket.
var (
	// closeDraining: this server is going away. Come back, to another or to
	// the next process.
	closeDraining = closeReason{websocket.CloseGoingAway, "server is restarting"}
	// closeReplaced: the participant opened more sockets than allowed and this
	// was the oldest.
	closeReplaced = closeReason{websocket.CloseGoingAway, "too many connections of this participant"}
	// closeSilent: nothing was heard from the client for too long, so most
	// likely nobody reads this.
	closeSilent = closeReason{websocket.CloseGoingAway, "no heartbeat"}
	// closeLeftover: the chat ended, or the participant left it, minutes ago.
	closeLeftover = closeReason{websocket.CloseGoingAway, "chat is over"}
	// closeSignedOut: the agent may have no socket any more.
	closeSignedOut = closeReason{websocket.ClosePolicyViolation, "signed out"}
	// closeSlow: the client did not read as fast as the chat went. What it
	// missed is sent after it comes back.
	closeSlow = closeReason{websocket.CloseTryAgainLater, "connection too slow"}
	// closeFault: a fault of ours, or a store that stays away.
	closeFault = closeReason{websocket.CloseInternalServerErr, "internal error"}
)

// frame is the reason as a close frame.
func (r closeReason) frame() frame {
	payload := binary.BigEndian.AppendUint16(nil, uint16(r.code))
	return controlFrame(websocket.CloseMessage, append(payload, r.text...))
}

// echoClose answers a client's close frame with its own code. RFC 6455, 5.5.1.
func echoClose(code int) frame {
	return controlFrame(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""))
}
