package gateway

import (
	"encoding/binary"

	"github.com/gorilla/websocket"
)

// frame is a whole websocket frame as it goes over the wire, header included.
// Server frames carry no mask, so the bytes are the same for every socket: an
// event is encoded once, and all sockets share the frame. It is never changed
// after it was made. RFC 6455, 5.2.
type frame []byte

const (
	finalBit = 0x80
	// maxHeader is the longest header of an unmasked frame.
	maxHeader = 10
)

// textFrame makes buf, whose first maxHeader bytes are free, a text frame of
// the rest.
func textFrame(buf []byte) frame {
	n := len(buf) - maxHeader
	var start int
	switch {
	case n < 126:
		start = maxHeader - 2
		buf[start+1] = byte(n)
	case n < 1<<16:
		start = maxHeader - 4
		buf[start+1] = 126
		binary.BigEndian.PutUint16(buf[start+2:], uint16(n))
	default:
		start = 0
		buf[1] = 127
		binary.BigEndian.PutUint64(buf[2:], uint64(n))
	}
	buf[start] = finalBit | websocket.TextMessage
	return buf[start:]
}

// staticText is the text frame of a fixed text.
func staticText(text string) frame {
	return textFrame(append(make([]byte, maxHeader, maxHeader+len(text)), text...))
}

// controlFrame is a ping, pong or close frame. Payloads over 125 bytes, which no
// control frame may have, are cut.
func controlFrame(opcode int, payload []byte) frame {
	payload = payload[:min(len(payload), 125)]
	f := make(frame, 0, 2+len(payload))
	f = append(f, finalBit|byte(opcode), byte(len(payload)))
	return append(f, payload...)
}
