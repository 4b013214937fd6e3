package gateway

import (
	"strconv"
	"time"
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

// proof is what is known of how much of what was written to a socket has arrived.
// Writing proves nothing; an answer to something written after it does, as TCP
// keeps the order. Whatever may be answered is a question and has a number: our
// pings, which name it, and our replies to heartbeats. The answer to one answers
// all before it.
type proof struct {
	asked    uint64 // the newest question
	answered uint64 // the newest that was answered

	pinged uint64    // the newest ping
	pingAt time.Time // when that was sent
	fresh  bool      // an item was written since
	probe  bool      // a ping is wanted whatever was sent

	beat   uint64    // the newest reply to a heartbeat
	beatAt time.Time // when that was sent, zero before the first
}

// awaiting reports whether the client owes the answer to a ping.
func (p *proof) awaiting() bool { return p.pinged > p.answered }

// due reports whether items wait to be asked about, and it is time to.
func (p *proof) due(now time.Time) bool {
	return p.fresh && !p.awaiting() && now.Sub(p.pingAt) >= pingEvery
}

// ping returns the payload of the ping that asks about everything before it.
func (p *proof) ping(now time.Time) []byte {
	p.asked++
	p.pinged, p.pingAt, p.fresh, p.probe = p.asked, now, false, false
	return strconv.AppendUint(nil, p.pinged, 10)
}

// pong takes the client's answer. What is no answer to a ping of ours changes
// nothing: clients may send pongs unasked. RFC 6455, 5.5.3.
func (p *proof) pong(payload string) {
	if n, err := strconv.ParseUint(payload, 10, 64); err == nil && n <= p.pinged {
		p.answered = max(p.answered, n)
	}
}

// replied notes that a heartbeat's reply goes out now.
func (p *proof) replied(now time.Time) {
	p.asked++
	p.beat, p.beatAt = p.asked, now
}

// heartbeat takes the client's heartbeat. It proves that the reply to the one
// before arrived, if that went out long enough ago.
func (p *proof) heartbeat(now time.Time) {
	if !p.beatAt.IsZero() && now.Sub(p.beatAt) >= heartbeatProof {
		p.answered = max(p.answered, p.beat)
	}
}
