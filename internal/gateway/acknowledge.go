package gateway

import "time"

// The acknowledgement of a subscribe says that what comes from now on is sent, so
// that a client may close the socket which this one replaces. It waits until the
// places of all streams are known.

// expect makes acknowledgements wait for one thing more.
func (o *outbox) expect() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.unplaced++
}

// placed undoes one expect, which may release the acknowledgement.
func (o *outbox) placed(now time.Time) putResult {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.unplaced--
	return o.acknowledge(now)
}

// want asks for an acknowledgement, once for all that wait.
func (o *outbox) want() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.wanted = true
}

// ready gives the acknowledgement if nothing more is to be expected.
func (o *outbox) ready(now time.Time) putResult {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.acknowledge(now)
}

// acknowledge needs mu.
func (o *outbox) acknowledge(now time.Time) putResult {
	if o.unplaced > 0 || !o.wanted {
		return putRefused
	}
	o.wanted = false
	if o.acked.IsZero() {
		o.acked = now
	}
	return o.append(entry{frame: subscribed}, o.bytes == 0 || o.bytes+len(subscribed) <= o.limit)
}

// sinceAcknowledged is how long ago the first subscribe was acknowledged.
func (o *outbox) sinceAcknowledged(now time.Time) time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	return now.Sub(o.acked)
}
