package gateway

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

const (
	// absenceLife is how long the place of a broken connection is kept; a
	// device that stays away longer loads the transcript anyway.
	absenceLife = 15 * time.Minute
	// partingLife is the same after the client's own close frame: enough for
	// a page to load again.
	partingLife = time.Minute
	// restartLife is the same for a place that was taken over from another
	// node: the devices of one that has gone come back at once.
	restartLife = 2 * time.Minute
	// maxAbsences bounds what is kept of one participant.
	maxAbsences = 16
	// expireEvery is how often the places are searched for expired ones.
	expireEvery = time.Minute
)

// absence is a device that went away: how far it had surely received the items,
// and until when that is kept.
type absence struct {
	seq   chat.Seq
	until time.Time
}

// absences are the devices that may come back. Places of one participant are used
// under the lock of his hub.
type absences struct {
	mu   sync.Mutex
	left map[cursorKey][]absence // by seq, lowest first
}

func newAbsences() *absences { return &absences{left: make(map[cursorKey][]absence)} }

// add notes devices that went away at one place. Of too many the highest are
// forgotten, since the lowest is where the next comer begins.
func (a *absences) add(k cursorKey, gone absence, devices int) {
	if devices <= 0 {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	have := append(a.left[k], slices.Repeat([]absence{gone}, min(devices, maxAbsences))...)
	slices.SortFunc(have, func(x, y absence) int { return cmp.Compare(x.seq, y.seq) })
	a.left[k] = have[:min(len(have), maxAbsences)]
}

// span is what is kept of one participant: how many devices are away, and, when
// there are any, the lowest and the highest place that they left, and until when
// one is kept.
type span struct {
	devices         int
	lowest, highest chat.Seq
	until           time.Time
}

// span finds the places that a participant's devices left.
func (a *absences) span(k cursorKey, now time.Time) span {
	a.mu.Lock()
	defer a.mu.Unlock()
	have := a.prune(k, now)
	if len(have) == 0 {
		return span{}
	}
	sp := span{devices: len(have), lowest: have[0].seq, highest: have[len(have)-1].seq}
	for _, gone := range have {
		if gone.until.After(sp.until) {
			sp.until = gone.until
		}
	}
	return sp
}

// strike forgets the highest place.
func (a *absences) strike(k cursorKey, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch have := a.prune(k, now); len(have) {
	case 0:
	case 1:
		delete(a.left, k)
	default:
		a.left[k] = have[:len(have)-1]
	}
}

// forget forgets all places of a participant.
func (a *absences) forget(k cursorKey) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.left, k)
}

// expire forgets all places whose time is over, and tells whose they were.
func (a *absences) expire(now time.Time) (whose []cursorKey) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for k, have := range a.left {
		if len(a.prune(k, now)) < len(have) {
			whose = append(whose, k)
		}
	}
	return whose
}

// prune needs mu.
func (a *absences) prune(k cursorKey, now time.Time) []absence {
	have, ok := a.left[k]
	if !ok {
		return nil
	}
	have = slices.DeleteFunc(have, func(gone absence) bool { return !now.Before(gone.until) })
	if len(have) == 0 {
		delete(a.left, k)
		return nil
	}
	a.left[k] = have
	return have
}
