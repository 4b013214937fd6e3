package streams

import (
	_ "embed"
	"regexp"
	"time"
)

// clock is what MoveWorker moves.
//
//go:embed clock.js
var clock string

// workerScript is the path of what makes the library a worker, in two calls.
var workerScript = regexp.MustCompile(`^/assets/worker-[^/]*\.js$`)

// MoveWorkers gives the shared workers that are made from now on a clock that the test
// moves. It goes ahead of the script that loads the library, which stays as it is.
func (d *Door) MoveWorkers() { d.preface(workerScript, clock) }

// moving moves the clock and waits until that was done.
const moving = `
	const move = 'clock::move';
	return new Promise((resolve) => {
		const moved = connect.core.getEventBus().subscribe(move, () => { moved.unsubscribe(); resolve(); });
		connect.core.getUpstream().sendUpstream(connect.EventType.BROADCAST, { event: move, data: args });
	});`

// MoveWorker moves the clock of the shared worker ahead that the page has to do with,
// behind a door with MoveWorkers. Each timer fires once that falls due by it, before
// the call is over.
func (p *AgentPage) MoveWorker(by time.Duration) {
	p.t.Helper()
	p.Evaluate(moving, by.Milliseconds(), nil)
}
