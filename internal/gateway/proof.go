package gateway

import (
	"strconv"
	"time"

	"github.com/gorilla/websocket"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

const (
	// pingEvery is the least time between two pings of one socket.
	pingEvery = time.Second
	// heartbeatProof is how long after a heartbeat's reply the next heartbeat
	// proves that the reply arrived. Clients wait 10 s, and never send another
	// over a socket on which one went unanswered. spec: chatjs-wire 4.3.
	heartbeatProof = 5 * time.Second
)

// takePing adds a ping that names the newest item written, when there is
// something to ask and the last one is long enough ago. TCP keeps the order, so
// the answer proves that everything before the ping has arrived.
func (o *outbox) takePing(buf []byte, b *batch, now time.Time) []byte {
	newest := max(o.written, b.last)
	due := newest > o.pinged && !o.awaiting && now.Sub(o.pingAt) >= pingEvery
	if !due && !o.probe {
		return buf
	}
	o.pinged, o.pingAt, o.awaiting, o.probe = newest, now, true, false
	b.frames++
	return append(buf, controlFrame(websocket.PingMessage, strconv.AppendUint(nil, uint64(newest), 10))...)
}

// answered notes the client's answer to a ping and returns how far its items
// are now known to have arrived.
func (o *outbox) answered(payload string) chat.Seq {
	n, err := strconv.ParseUint(payload, 10, 64)
	o.mu.Lock()
	defer o.mu.Unlock()
	seq := chat.Seq(n)
	if err != nil || seq > o.pinged {
		return o.confirmed
	}
	if seq == o.pinged {
		o.awaiting = false
	}
	o.confirmed = max(o.confirmed, seq)
	return o.confirmed
}

// heartbeat notes a heartbeat of the client, which is to be answered, and
// returns how far its items are now known to have arrived.
func (o *outbox) heartbeat(now time.Time) (chat.Seq, putResult) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.beatAt.IsZero() && now.Sub(o.beatAt) >= heartbeatProof {
		o.confirmed = max(o.confirmed, o.beatSeq)
	}
	if o.isShut() {
		return o.confirmed, putRefused
	}
	o.beat = true
	return o.confirmed, o.start()
}

// settled reports whether everything that was put in has surely arrived.
func (o *outbox) settled() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.bytes == 0 && o.confirmed >= o.written
}

// wantsPing reports whether an item was written that no ping has asked about,
// and the time for one has come.
func (o *outbox) wantsPing(now time.Time) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return !o.writing && !o.awaiting && o.written > o.pinged && now.Sub(o.pingAt) >= pingEvery
}

// unasked reports whether no ping waits for its answer.
func (o *outbox) unasked() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return !o.awaiting
}
