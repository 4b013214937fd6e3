package ledger

import (
	"fmt"
	"slices"
)

// Entry is a message of a transcript.
type Entry struct{ ID, Text string }

// Report is what a comparison found.
type Report struct {
	// Faults are the broken promises, each a sentence.
	Faults []string
	// Acknowledged counts messages; Doubtful those of the transcript that nobody
	// was told of, as their calls had failed.
	Acknowledged, Doubtful int
	// Brought counts first arrivals, Repeats the others.
	Brought, Repeats int
}

// Add adds the counts and the faults of another report.
func (r *Report) Add(other Report) {
	r.Faults = append(r.Faults, other.Faults...)
	r.Acknowledged += other.Acknowledged
	r.Doubtful += other.Doubtful
	r.Brought += other.Brought
	r.Repeats += other.Repeats
}

func (r *Report) fault(format string, args ...any) {
	r.Faults = append(r.Faults, fmt.Sprintf(format, args...))
}

// Check compares the book with the messages of the transcript, oldest first:
//
//   - What was acknowledged is in it once, under the id of the acknowledgement.
//   - What was sent and not acknowledged is in it once at the most; nothing else is.
//   - The messages of each sender are in the order in which they were sent.
//   - Each receiver was brought everything that was acknowledged, and of the
//     transcript's messages, repeats left out, in the transcript's order.
func (c *Chat) Check(transcript []Entry) Report {
	c.mu.Lock()
	defer c.mu.Unlock()
	var r Report
	c.checkTranscript(&r, transcript)
	for receiver, arrivals := range c.brought {
		c.checkReceiver(&r, receiver, arrivals, transcript)
	}
	return r
}

func (c *Chat) checkTranscript(r *Report, transcript []Entry) {
	places := make(map[string][]int)
	for i, e := range transcript {
		places[e.Text] = append(places[e.Text], i)
		if c.texts[e.Text] == nil {
			r.fault("the transcript has %q (%s), which nobody sent", e.Text, e.ID)
		}
	}
	last := make(map[string]int) // place of each sender's last message, plus one
	for _, m := range c.sent {
		at := places[m.Text]
		if len(at) > 1 {
			r.fault("%q is in the transcript %d times", m.Text, len(at))
		}
		if m.ID != "" {
			r.Acknowledged++
		} else if len(at) > 0 {
			r.Doubtful++
		}
		switch {
		case len(at) == 0 && m.ID != "":
			r.fault("%q was acknowledged as %s and is not in the transcript", m.Text, m.ID)
		case len(at) == 0:
		case m.ID != "" && transcript[at[0]].ID != m.ID:
			r.fault("%q was acknowledged as %s and is in the transcript as %s", m.Text, m.ID, transcript[at[0]].ID)
		case at[0] < last[m.Sender]:
			r.fault("%q is in the transcript before what %s sent before it", m.Text, m.Sender)
		default:
			last[m.Sender] = at[0] + 1
		}
	}
}

func (c *Chat) checkReceiver(r *Report, receiver string, arrivals []Arrival, transcript []Entry) {
	first := firsts(arrivals)
	r.Brought += len(first)
	r.Repeats += len(arrivals) - len(first)
	place := make(map[string]int)
	for i, e := range transcript {
		place[e.ID] = i
	}
	has := make(map[string]bool)
	last := -1
	for _, a := range first {
		has[a.ID] = true
		at, ok := place[a.ID]
		if !ok {
			r.fault("%s was brought %q (%s), which is not in the transcript", receiver, a.Text, a.ID)
			continue
		}
		if at < last {
			r.fault("%s was brought %q after what follows it", receiver, a.Text)
		}
		last = max(last, at)
	}
	missing := slices.DeleteFunc(slices.Clone(c.sent), func(m *Message) bool { return m.ID == "" || has[m.ID] })
	for _, m := range missing {
		r.fault("%s was never brought %q (%s)", receiver, m.Text, m.ID)
	}
}
