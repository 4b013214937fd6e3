package ledger

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// at is an instant of the tests.
func at(second int) time.Time { return time.Unix(int64(second), 0) }

// book is a chat in which Ada sent a1 and a2, and Robin r1, which was never
// acknowledged. Robin was brought a1 twice.
func book() *Chat {
	c := new(Chat)
	c.Joins("robin")
	c.Sending("ada", "a1")
	c.Acknowledged("a1", "1", at(1))
	c.Brought("robin", "1", "a1", at(2))
	c.Sending("robin", "r1")
	c.Sending("ada", "a2")
	c.Brought("robin", "1", "a1", at(3))
	c.Brought("robin", "2", "a2", at(4))
	c.Acknowledged("a2", "2", at(5))
	return c
}

func TestFaultsAreFound(t *testing.T) {
	a1, a2, r1 := Entry{"1", "a1"}, Entry{"2", "a2"}, Entry{"3", "r1"}
	for _, test := range []struct {
		name       string
		transcript []Entry
		want       []string // parts of the faults
	}{
		{"all is well without what failed", []Entry{a1, a2}, nil},
		{"what failed was done all the same", []Entry{a1, r1, a2}, nil},
		{"an acknowledged message is lost", []Entry{a2}, []string{`"a1" was acknowledged`, `robin was brought "a1"`}},
		{"a message is there twice", []Entry{a1, a2, {"4", "a2"}}, []string{`"a2" is in the transcript 2 times`}},
		{"what failed is there twice", []Entry{a1, r1, a2, {"4", "r1"}}, []string{`"r1" is in the transcript 2 times`}},
		{"a message has another id", []Entry{a1, {"4", "a2"}}, []string{`"a2" was acknowledged as 2 and`, `robin was brought "a2"`}},
		{"a message was never sent", []Entry{a1, a2, {"4", "x"}}, []string{`the transcript has "x"`}},
		{"the order is another", []Entry{a2, a1}, []string{`"a2" is in the transcript before`, `robin was brought "a2" after`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := book().Check(test.transcript).Faults
			for _, want := range test.want {
				if !slices.ContainsFunc(got, func(f string) bool { return strings.Contains(f, want) }) {
					t.Errorf("got %q, want a fault with %q", got, want)
				}
			}
			if (len(got) > 0) != (len(test.want) > 0) {
				t.Errorf("got faults %q, want %q", got, test.want)
			}
		})
	}
}

func TestReceiversAreOwedWhatWasAcknowledged(t *testing.T) {
	c := book()
	c.Joins("ada")
	got := c.Check([]Entry{{"1", "a1"}, {"2", "a2"}})
	if len(got.Faults) != 2 || !strings.Contains(got.Faults[0], `ada was never brought "a1"`) {
		t.Errorf("got faults %q, want two messages that ada was never brought", got.Faults)
	}
	if owed := c.Owed("ada", at(1)); len(owed) != 1 || owed[0].Text != "a1" {
		t.Errorf("got %v owed to ada until the first acknowledgement, want a1", owed)
	}
	if owed := c.Owed("robin", at(9)); len(owed) != 0 {
		t.Errorf("got %v owed to robin, want nothing", owed)
	}
}

func TestCountsAndDelays(t *testing.T) {
	c := book()
	var sum Report
	sum.Add(c.Check([]Entry{{"1", "a1"}, {"3", "r1"}, {"2", "a2"}}))
	if sum.Acknowledged != 2 || sum.Doubtful != 1 || sum.Brought != 2 || sum.Repeats != 1 || len(sum.Faults) != 0 {
		t.Errorf("got %+v, want 2 acknowledged, 1 doubtful, 2 brought and 1 repeat", sum)
	}
	if begun, acknowledged := c.Sent("robin"); begun != 1 || acknowledged != 0 {
		t.Errorf("robin: got %d begun and %d acknowledged, want 1 and 0", begun, acknowledged)
	}
	delays := c.Delays(at(0), at(9))
	slices.Sort(delays)
	if want := []time.Duration{0, time.Second}; !slices.Equal(delays, want) {
		t.Errorf("got delays %v, want %v", delays, want)
	}
	if got := c.Delays(at(2), at(5)); len(got) != 0 {
		t.Errorf("got delays %v of an interval without acknowledgements, want none", got)
	}
}
