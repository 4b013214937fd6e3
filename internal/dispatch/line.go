package dispatch

import "github.com/rejoin-chat/rejoin/internal/routing"

// line are looks that are to be done, each once, first in, first out.
type line struct {
	looks []routing.Look
	known map[routing.Look]bool // those in looks
}

// put adds a look, unless it is there.
func (q *line) put(l routing.Look) {
	if q.known[l] {
		return
	}
	if q.known == nil {
		q.known = map[routing.Look]bool{}
	}
	q.known[l] = true
	q.looks = append(q.looks, l)
}

// take gives the first; false when there is none.
func (q *line) take() (routing.Look, bool) {
	if len(q.looks) == 0 {
		return routing.Look{}, false
	}
	l := q.looks[0]
	q.looks = q.looks[1:]
	delete(q.known, l)
	return l, true
}
