package gateway_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/store"
)

func TestDeviceThatHopsBetweenNodesGetsEverythingOnce(t *testing.T) {
	for name, end := range map[string]func(*client){
		"leaving": (*client).leave,
		"cut":     func(c *client) { c.link.cut() },
	} {
		t.Run(name, func(t *testing.T) {
			inCluster(t, 2, func(nodes []*world) {
				var got, want []string
				say := func(text string) {
					want = append(want, text)
					nodes[0].say("s1", "bert", text)
				}
				for i := range 12 {
					c := nodes[i%2].join(customer)
					say(fmt.Sprint("there ", i))
					pass(confirmed)
					end(c)
					pass(time.Second)
					say(fmt.Sprint("away ", i))
					got = append(got, c.contents()...)
				}
				got = append(got, nodes[0].join(customer).contents()...)
				if !slices.Equal(got, want) {
					t.Errorf("over all its nodes the device got %q, want %q", got, want)
				}
				pass(6 * time.Second)
				if rows := nodes[0].store.rows("s1", "anna"); !slices.Equal(rows, []string{"24×1"}) {
					t.Errorf("saved cursors = %q, want one of one device at 24", rows)
				}
			})
		})
	}
}

// The client comes back to another node as soon as it hears the close frame, though
// the store takes its time over cursors.
func TestRollingRestartRepeatsNothing(t *testing.T) {
	inCluster(t, 3, func(nodes []*world) {
		nodes[0].store.saving = func() { <-time.After(200 * time.Millisecond) }
		c := nodes[0].join(customer)
		var got, want []string
		for i := range 9 {
			for n := range 3 {
				want = append(want, fmt.Sprint(i, ".", n))
				nodes[0].say("s1", "bert", want[len(want)-1])
				pass(100 * time.Millisecond) // so that only the first is asked about
			}
			replaced := make(chan struct{})
			go func() {
				defer close(replaced)
				nodes[i%3].replace()
			}()
			for c.closed() == 0 {
				pass(time.Millisecond)
			}
			got = append(got, c.contents()...)
			c = nodes[(i+1)%3].join(customer)
			<-replaced
		}
		got = append(got, c.contents()...)
		if !slices.Equal(got, want) {
			t.Errorf("over the restarts the client got %q, want %q", got, want)
		}
	})
}

func TestKilledNodeRepeatsWhatItHadNotSaved(t *testing.T) {
	inCluster(t, 2, func(nodes []*world) {
		c := nodes[0].join(customer)
		nodes[0].say("s1", "bert", "saved")
		pass(10 * time.Second)
		nodes[0].say("s1", "bert", "unsaved")
		pass(confirmed)
		nodes[0].kill()
		nodes[1].say("s1", "bert", "meanwhile")
		again := nodes[1].join(customer)
		again.wantContents("unsaved", "meanwhile")
		pass(10 * time.Second)
		again.leave()
		pass(time.Second)
		nodes[0].join(customer).wantContents()
		c.wantContents("saved", "unsaved")
	})
}

func TestPlacesOfAllDevicesOutliveTheirNode(t *testing.T) {
	for name, end := range map[string]func(*world){"drained": (*world).replace, "killed": (*world).kill} {
		t.Run(name, func(t *testing.T) {
			inCluster(t, 2, func(nodes []*world) {
				phone, _ := nodes[0].join(customer), nodes[0].join(customer)
				nodes[0].say("s1", "bert", "one")
				pass(10 * time.Second)
				phone.link.freeze()
				nodes[0].say("s1", "bert", "two")
				pass(10 * time.Second)
				phone.link.cut()
				end(nodes[0])
				nodes[1].join(customer).wantContents("two")
				pass(10 * time.Second)
				nodes[1].join(customer).wantContents("two")
				pass(10 * time.Second)
				nodes[1].join(customer).wantContents()
			})
		})
	}
}

// A device stays where it is while another one of its participant joins elsewhere.
func TestLivingNodeSavesAgainWhatAnotherTookOver(t *testing.T) {
	inCluster(t, 3, func(nodes []*world) {
		nodes[0].join(customer)
		pass(6 * time.Second)
		nodes[1].join(customer)
		pass(6 * time.Second)
		wantRows := func(when string, want ...string) {
			t.Helper()
			if rows := nodes[0].store.rows("s1", "anna"); !slices.Equal(rows, want) {
				t.Errorf("saved cursors %s = %q, want %q", when, rows, want)
			}
		}
		wantRows("after the second came", "0×1")
		nodes[0].say("s1", "bert", "one")
		pass(6 * time.Second)
		wantRows("after both confirmed", "1×1", "1×1")
		nodes[0].kill()
		nodes[1].say("s1", "bert", "two")
		pass(6 * time.Second)
		wantRows("after one died", "1×1", "2×1")
		nodes[1].join(customer).wantContents("two")
		pass(6 * time.Second)
		wantRows("after its device came", "2×2")
	})
}

// The second device was taken for the first, whose node must contradict when the
// first goes away.
func TestPlaceThatWasTakenOverIsSavedAgain(t *testing.T) {
	for name, end := range map[string]func(*world, *client){
		"connection broken": func(_ *world, c *client) { c.link.cut() },
		"node drained":      func(w *world, _ *client) { w.replace() },
	} {
		t.Run(name, func(t *testing.T) {
			inCluster(t, 3, func(nodes []*world) {
				phone := nodes[0].join(customer)
				pass(6 * time.Second)
				nodes[1].join(customer)
				pass(6 * time.Second)
				phone.send(`{"topic":"aws/heartbeat"}`)
				pass(confirmed)
				end(nodes[0], phone)
				pass(confirmed)
				nodes[1].say("s1", "bert", "one")
				pass(6 * time.Second)
				nodes[2].join(customer).wantContents("one")
			})
		})
	}
}

// A page that was closed is waited for a minute, not a quarter of an hour.
func TestPlaceThatIsKeptShortlySeemsOlder(t *testing.T) {
	inCluster(t, 3, func(nodes []*world) {
		nodes[0].join(customer).leave()
		rotated := nodes[1].join(customer)
		pass(6 * time.Second)
		nodes[0].join(customer).leave() // no news to the others
		nodes[1].say("s1", "bert", "one")
		pass(2 * time.Minute)
		rotated.wantContents("one")
		nodes[2].join(customer).wantContents()
	})
}

func TestTakenOverPlaceThatIsLowerIsWhatIsSaved(t *testing.T) {
	inCluster(t, 3, func(nodes []*world) {
		c := nodes[0].join(customer)
		nodes[0].say("s1", "bert", "one")
		pass(10 * time.Second)
		nodes[0].store.SaveCursors(t.Context(), []store.Cursor{
			{SessionID: "s1", ParticipantID: "anna", Node: "dead", Seq: 0, Devices: 2, SavedAt: time.Now()},
		})
		c.leave()
		pass(time.Second)
		nodes[0].join(customer).wantContents("one")
		nodes[0].kill() // with one more of the dead node's devices to come
		nodes[1].join(customer).wantContents("one")
	})
}

func TestOldNewsOfOtherNodesIsDropped(t *testing.T) {
	inCluster(t, 1, func(nodes []*world) {
		w := nodes[0]
		for range 3 {
			w.say("s1", "bert", "before")
		}
		w.store.SaveCursors(t.Context(), []store.Cursor{
			{SessionID: "s1", ParticipantID: "anna", Seq: 1}, // where he began
			{SessionID: "s1", ParticipantID: "anna", Node: "long ago", Seq: 1, Devices: 3, SavedAt: time.Now().Add(-time.Hour)},
			{SessionID: "s1", ParticipantID: "anna", Node: "last", Seq: 3, Devices: 1, SavedAt: time.Now().Add(-time.Hour)},
		})
		w.join(customer).wantContents()
		pass(6 * time.Second)
		if rows := w.store.rows("s1", "anna"); !slices.Equal(rows, []string{"3×1"}) {
			t.Errorf("saved cursors = %q, want one of one device at 3", rows)
		}
	})
}

// A node tells the store of a device that came or went, even if nobody speaks.
func TestSavedCursorTellsHowManyDevicesThereAre(t *testing.T) {
	inCluster(t, 1, func(nodes []*world) {
		w := nodes[0]
		wantRows := func(when, want string) {
			t.Helper()
			pass(6 * time.Second)
			if rows := w.store.rows("s1", "anna"); !slices.Equal(rows, []string{want}) {
				t.Errorf("saved cursors %s = %q, want %s", when, rows, want)
			}
		}
		w.say("s1", "bert", "before")
		w.join(customer)
		wantRows("of one", "1×1")
		second := w.join(customer)
		wantRows("of two", "1×2")
		second.link.cut()
		wantRows("of one here and one away", "1×2")
		pass(20 * time.Minute)
		wantRows("when nobody waits for the second any more", "1×1")
	})
}

func TestFirstCursorIsNoDevice(t *testing.T) {
	inCluster(t, 1, func(nodes []*world) {
		w := nodes[0]
		w.say("s1", "bert", "before")
		w.store.save("s1", "anna", 1) // as CreateParticipantConnection does
		c := w.join(customer)
		w.say("s1", "bert", "one")
		pass(confirmed)
		c.leave()
		w.join(customer).wantContents()
		w.join(customer).wantContents() // new, and nobody is away
	})
}
