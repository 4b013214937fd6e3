package nats

import "testing"

// beats runs a pulse through steps: "." sends a canary, "a" has the newest come
// back, "b" the one before it, "c" the one before that, "x" loses the connection. It returns the state
// after each.
func beats(steps string) string {
	p := newPulse()
	var states []byte
	for _, step := range steps {
		switch step {
		case '.':
			p.next()
		case 'a':
			p.returned(p.sent)
		case 'b':
			p.returned(p.sent - 1)
		case 'c':
			p.returned(p.sent - 2)
		case 'x':
			p.lost()
		}
		state := byte('-')
		if well, _ := p.state(); well {
			state = '+'
		}
		states = append(states, state)
	}
	return string(states)
}

func TestPulseStopsWithTwoMissingCanaries(t *testing.T) {
	for _, test := range []struct{ name, steps, want string }{
		{"well with the first that returns", ".a", "-+"},
		{"stays well", ".a.a.a", "-+++++"},
		{"one may be late", ".a..b.a", "-++++++"},
		{"stops when the third is due and two are missing", ".a....", "-+++--"},
		{"comes back with the first that returns", ".a....a", "-+++--+"},
		{"one that took too long is no sign of health", "...c", "----"},
		{"stops at once when the connection is lost", ".ax", "-+-"},
		{"what was sent before says nothing", ".a.xab", "-++---"},
		{"what is sent after does", ".a.x.a", "-++--+"},
		{"a canary that was never sent says nothing", "a", "-"},
	} {
		if got := beats(test.steps); got != test.want {
			t.Errorf("%s: after %q it was %q, want %q", test.name, test.steps, got, test.want)
		}
	}
}

func TestPulseTellsWhoWaits(t *testing.T) {
	p := newPulse()
	_, changed := p.state()
	number, stopped := p.next()
	if stopped {
		t.Error("a pulse that never was stopped")
	}
	if !p.returned(number) {
		t.Error("the first canary did not begin the pulse")
	}
	select {
	case <-changed:
	default:
		t.Error("who waits for the pulse was not told")
	}
	if p.returned(number) {
		t.Error("a canary that returned twice began the pulse twice")
	}
	if !p.lost() || p.lost() {
		t.Error("losing the connection stops the pulse once")
	}
}
