package gateway

import (
	"strconv"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

const (
	// pingEvery is the least time between two pings that ask about items.
	pingEvery = time.Second
	// heartbeatProof is how long after a heartbeat's reply the next heartbeat
	// proves that the reply arrived. Clients wait 10 s, and never send another
	// over a socket on which one went unanswered.
	// client: amazon-connect-chatjs src/lib/amazon-connect-websocket-manager.js.
	heartbeatProof = 5 * time.Second
)

// proof is what is known of how far a socket's items have arrived. Writing one
// proves nothing; an answer to something written after it does, as TCP keeps the
// order.
type proof struct {
	written   chat.Seq // the newest item in a batch for the network
	confirmed chat.Seq // the newest item that has surely arrived

	pinged   chat.Seq  // the item that the newest ping names
	pingAt   time.Time // when that was sent
	awaiting bool      // its answer has not come
	probe    bool      // a ping is wanted whatever was sent

	beatSeq chat.Seq  // written before the newest reply to a heartbeat
	beatAt  time.Time // when that was sent, zero before the first
}

// startAt says that everything up to an item arrived before this socket. A ping
// from before that counts as answered.
func (p *proof) startAt(seq chat.Seq) {
	p.written, p.confirmed, p.pinged, p.awaiting = seq, seq, seq, false
}

// due reports whether items wait to be asked about, and it is time to.
func (p *proof) due(now time.Time) bool {
	return p.written > p.pinged && !p.awaiting && now.Sub(p.pingAt) >= pingEvery
}

// ping returns the payload of the ping that asks about everything before it.
func (p *proof) ping(now time.Time) []byte {
	p.pinged, p.pingAt, p.awaiting, p.probe = p.written, now, true, false
	return strconv.AppendUint(nil, uint64(p.written), 10)
}

// pong takes the client's answer. What is no answer to a ping of ours changes
// nothing: clients may send pongs unasked. RFC 6455, 5.5.3.
func (p *proof) pong(payload string) {
	n, err := strconv.ParseUint(payload, 10, 64)
	seq := chat.Seq(n)
	if err != nil || seq > p.pinged {
		return
	}
	if seq == p.pinged {
		p.awaiting = false
	}
	p.confirmed = max(p.confirmed, seq)
}

// replied notes that a heartbeat's reply goes out now.
func (p *proof) replied(now time.Time) { p.beatSeq, p.beatAt = p.written, now }

// heartbeat takes the client's heartbeat. It proves that the reply to the one
// before arrived, if that went out long enough ago.
func (p *proof) heartbeat(now time.Time) {
	if !p.beatAt.IsZero() && now.Sub(p.beatAt) >= heartbeatProof {
		p.confirmed = max(p.confirmed, p.beatSeq)
	}
}
