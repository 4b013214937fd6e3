package e2e

import (
	"fmt"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// streamsRow is one line of what Amazon Connect Streams needs of a server: given a
// stimulus, what an agent's own page with the unmodified library has to see. The number
// is that of the list in docs/compatibility.md.
type streamsRow struct {
	number int
	name   string
	prove  func(t *testing.T, o *office)
}

// streamsMode is one of the two pages that an agent's own page can frame.
type streamsMode struct {
	name string
	path string
	// tls is that all of it goes over TLS, which the worker of the library insists on.
	tls bool
	// moves is that the test moves the time of that worker.
	moves bool
}

var (
	// stockWorker is the page with the published library's own worker.
	stockWorker = streamsMode{name: "stock_worker", path: "/ccp-v2/worker/", tls: true}
	// thinPage is the page that speaks with the library around it by itself.
	thinPage = streamsMode{name: "thin_page", path: "/ccp-v2/"}
)

// streamsModes are those that are played.
var streamsModes = []streamsMode{stockWorker, thinPage}

// TestStreams plays every row in both modes, with Streams 2.28.2 and ChatJS 5.0.0 in
// Chromium. Rows with an office of many share the page of one agent, one after the
// other; the last ones have agents of their own, and run side by side.
func TestStreams(t *testing.T) {
	t.Parallel()
	if rejoin.Scaled() {
		t.Skip("it is about pages and a browser, and what they ask of a server is asked in both modes by other tests")
	}
	for _, mode := range streamsModes {
		t.Run(mode.name, func(t *testing.T) {
			t.Parallel()
			o := openOffice(t, mode)
			for _, rows := range [][]streamsRow{streamsBootRows, streamsOfferRows, streamsSessionRows, streamsTransferRows, streamsStateRows, streamsLastRows} {
				for _, r := range rows {
					t.Run(fmt.Sprintf("row_%d_%s", r.number, r.name), func(t *testing.T) { r.prove(t, o) })
				}
			}
			if mode == stockWorker {
				t.Run("sign_in_from_the_frame", func(t *testing.T) {
					t.Parallel()
					workerPageSignsIn(t, o)
				})
			}
			for _, r := range streamsAsideRows {
				t.Run(fmt.Sprintf("row_%d_%s", r.number, r.name), func(t *testing.T) {
					t.Parallel()
					r.prove(t, o)
				})
			}
		})
	}
}
