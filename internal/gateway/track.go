package gateway

import "github.com/rejoin-chat/rejoin/internal/chat"

// track is what is known of how far one stream's items have arrived. The socket
// asks questions (proof.go); a track remembers which of them tell of its items. It
// is guarded by the outbox's lock.
type track struct {
	queued    int      // frames that wait to be written, numbered or not
	confirmed chat.Seq // the newest item that has surely arrived

	// The items that were written and may not have arrived: all up to first.seq
	// have when first.question is answered, and all up to last.seq, when it is
	// set, with last.question. Of questions in between nothing is remembered.
	first, last mark
}

// mark is the newest item before a question; without a question it is none.
type mark struct {
	seq      chat.Seq
	question uint64
}

// startAt says that everything up to an item arrived before this stream.
func (t *track) startAt(seq chat.Seq) { t.confirmed, t.first, t.last = seq, mark{}, mark{} }

// wrote notes that an item goes to the network, before the next question.
func (t *track) wrote(seq chat.Seq, p *proof) {
	t.learn(p.answered)
	m := mark{seq, p.asked + 1}
	if t.first.question == 0 || t.first.question == m.question {
		t.first = m
		return
	}
	t.last = m
}

// learn takes the answers to all questions up to one.
func (t *track) learn(answered uint64) {
	if t.first.question == 0 || answered < t.first.question {
		return
	}
	t.confirmed, t.first, t.last = t.first.seq, t.last, mark{}
	t.learn(answered)
}

// settled reports whether everything that was put in has surely arrived.
func (t *track) settled(answered uint64) bool {
	t.learn(answered)
	return t.queued == 0 && t.first.question == 0
}
