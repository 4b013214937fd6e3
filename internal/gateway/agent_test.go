package gateway_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/gateway"
)

func TestAgentsSocketCarriesHisChatsAndNoOthers(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		w.say("s1", "anna", "before")
		w.accept("bert", "s1", "b1")
		c := w.desk("bert")
		c.wantIn("s1", "joined") // he was there before his socket
		w.say("s1", "anna", "one")
		w.accept("bert", "s2", "b2")
		w.accept("carl", "s3", "c3")
		for _, id := range []chat.SessionID{"s1", "s2", "s3"} {
			w.say(id, "anna", "hello "+string(id))
		}
		pass(time.Second)
		c.wantIn("s1", "joined", "one", "hello s1")
		c.wantIn("s2", "joined", "hello s2")
		c.wantIn("s3")
		if n := len(c.text()); n != 5 {
			t.Errorf("frames without a subscription = %d, want the 5 items alone: %q", n, c.text())
		}
	})
}

func TestAgentsSocketCarriesWhatHasNoNumber(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		w.accept("bert", "s1", "b1")
		w.accept("bert", "s2", "b2")
		c := w.desk("bert")
		one := w.say("s2", "b2", "one")
		for _, id := range []chat.SessionID{"s2", "s3"} {
			w.broker.Publish(fanout.Event{SessionID: id, Item: &chat.Item{
				ID: "t", SessionID: id, Type: chat.TypeEvent, ContentType: chat.EventTyping, ParticipantID: "anna", Role: chat.RoleCustomer,
			}})
		}
		for _, author := range []chat.ParticipantID{"b2", "b1", "anna"} {
			w.broker.Publish(fanout.Event{SessionID: "s2", Receipt: &fanout.ReceiptEvent{
				Receipt:   chat.Receipt{SessionID: "s2", Seq: one.Seq, Recipient: "anna", DeliveredAt: one.Time},
				MessageID: one.ID, Author: author, ContactID: "s2",
			}})
		}
		pass(time.Second)
		c.wantIn("s2", "joined", "one", "typing", "metadata")
		c.wantIn("s1", "joined")
	})
}

func TestNothingComesAfterAnAgentHasLeft(t *testing.T) {
	left := event("s1", "b1", chat.EventParticipantLeft)
	for name, leave := range map[string]func(*world){
		"and is told":     func(w *world) { w.over("bert", "s1", left) },
		"and is cleared":  func(w *world) { w.clear("bert", "s1", left) },
		"before the list": func(w *world) { w.put(left) },
		"the list first": func(w *world) {
			w.broker.lose = func(fanout.Event) bool { return true }
			w.clear("bert", "s1", left)
			w.broker.lose = nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, gateway.Limits{}, func(w *world) {
				w.accept("bert", "s1", "b1")
				w.accept("bert", "s2", "b2")
				c := w.desk("bert")
				w.say("s1", "anna", "one")
				leave(w)
				w.say("s1", "anna", "survey")
				pass(time.Minute)
				w.say("s1", "anna", "bye")
				w.say("s2", "anna", "two")
				w.desk("bert").wantIn("s1")
				pass(10 * time.Minute)
				c.wantIn("s1", "joined", "one", "left")
				c.wantIn("s2", "joined", "two")
				c.wantOpen()
			})
		})
	}
}

// Who never was announced goes without an event, and so does who is cut out.
func TestNothingComesAfterAChatIsNoLongerListed(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		w.accept("bert", "s1", "b1")
		c := w.desk("bert")
		w.say("s1", "anna", "one")
		pass(time.Second)
		w.clear("bert", "s1")
		pass(0)
		w.say("s1", "anna", "two")
		pass(time.Second)
		c.wantIn("s1", "joined", "one")
		w.accept("bert", "s1", "b1") // a mistake, then
		pass(time.Second)
		c.wantIn("s1", "joined", "one", "two", "joined")
	})
}

func TestAgentWhoWasCutOffIsSentTheEndOfHisChats(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		for _, id := range []string{"s1", "s2", "s3"} {
			w.accept("bert", chat.SessionID(id), chat.ParticipantID("b"+id))
		}
		c := w.desk("bert")
		pass(confirmed)
		c.link.cut()
		w.say("s1", "anna", "bye")
		w.over("bert", "s1", event("s1", "bs1", chat.EventTransferSucceeded), event("s1", "bs1", chat.EventParticipantLeft))
		w.say("s1", "anna", "secret")
		w.say("s2", "anna", "bye")
		w.over("bert", "s2", chat.Item{ID: "e", SessionID: "s2", Type: chat.TypeEvent, ContentType: chat.EventChatEnded})
		w.say("s2", "anna", "secret")
		w.over("bert", "s3")
		w.say("s3", "anna", "secret")
		again := w.desk("bert")
		again.wantIn("s1", "bye", "succeeded", "left")
		again.wantIn("s2", "bye", "ended")
		again.wantIn("s3")
		pass(10 * time.Minute)
		again.wantOpen()
		w.desk("bert").wantIn("s1")
	})
}

// A transfer to a queue may bring the chat back to the agent who made it.
func TestSessionThatComesBackStaysInOrder(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		w.accept("bert", "s1", "b1")
		w.desk("bert").link.cut()
		w.store.answering = func() { <-time.After(20 * time.Millisecond) }
		var want []string
		for i := range 100 {
			want = append(want, fmt.Sprint(i))
			w.say("s1", "anna", want[i])
		}
		w.over("bert", "s1", event("s1", "b1", chat.EventParticipantLeft))
		w.say("s1", "anna", "between")
		w.store.save("s1", "b2", 103)
		w.accept("bert", "s1", "b2")
		w.say("s1", "anna", "again")
		c := w.desk("bert")
		pass(3 * time.Second)
		if got := c.in("s1"); !slices.Equal(got[max(0, len(got)-103):], append(want, "left", "joined", "again")) {
			t.Errorf("of the session came %q, want 100 messages, left, joined, again", got)
		}
	})
}

// What comes to a socket later replaces nothing, so nobody is held up for it.
func TestNewChatComesToAllOfAnAgentsDevicesAtOnce(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		all := []*client{w.desk("bert"), w.desk("bert"), w.desk("bert")}
		w.accept("bert", "s1", "b1")
		pass(time.Millisecond)
		w.say("s1", "anna", "one")
		pass(time.Millisecond)
		for _, c := range all {
			c.wantIn("s1", "joined", "one")
		}
	})
}

func TestAgentsDeadDeviceIsOwedAChatThatCameMeanwhile(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		desk, phone := w.desk("bert"), w.desk("bert")
		phone.link.freeze()
		w.accept("bert", "s1", "b1")
		w.say("s1", "anna", "one")
		pass(confirmed)
		phone.link.cut()
		pass(time.Second)
		w.desk("bert").wantIn("s1", "joined", "one")
		desk.wantIn("s1", "joined", "one")
		w.desk("bert").wantIn("s1")
	})
}

// Two devices, one of which is away: the other, when it comes back for its part, is
// not taken for it.
func TestDeviceIsOwedTheEndOfAChatWhateverTheOtherDoes(t *testing.T) {
	for name, renew := range map[string]func(*world, *client){
		"cut off after the end": func(w *world, c *client) {
			pass(5 * time.Minute)
			c.link.cut()
		},
		"silent before": func(_ *world, c *client) {},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, gateway.Limits{}, func(w *world) {
				desk, phone := w.desk("bert"), w.desk("bert")
				w.accept("bert", "s1", "b1")
				pass(confirmed)
				phone.link.cut()
				w.say("s1", "anna", "one")
				pass(confirmed)
				if strings.HasPrefix(name, "silent") {
					desk.link.freeze()
				}
				w.over("bert", "s1", event("s1", "b1", chat.EventParticipantLeft))
				pass(confirmed)
				renew(w, desk)
				w.desk("bert")
				pass(confirmed)
				w.desk("bert").wantIn("s1", "one", "left")
				desk.link.cut()
			})
		})
	}
}

func TestAgentsSubscribeIsAcknowledgedWithOrWithoutChats(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		c := w.desk("bert")
		for range 2 {
			c.send(subscribe)
			pass(0)
		}
		c.send(`{"topic":"aws/subscribe","content":{"topics":["aws/task"]}}`)
		pass(0)
		c.send(`{"topic":"aws/heartbeat"}`)
		pass(0)
		w.accept("bert", "s1", "b1")
		pass(time.Second)
		want := []string{
			acknowledgement, acknowledgement, `{"topic":"aws/subscribe","content":{"status":"failure","topics":["aws/task"]}}`,
			`{"topic":"aws/heartbeat"}`,
		}
		if got := c.text(); len(got) != 5 || !slices.Equal(got[:4], want) {
			t.Errorf("frames = %q, want %q and an item", got, want)
		}
	})
}

func TestAgentsSocketOutlastsWhatIsAway(t *testing.T) {
	for name, set := range map[string]func(*world, bool){
		"the store":      func(w *world, away bool) { w.store.setAway(away) },
		"the list, busy": func(w *world, away bool) { w.roster.fail(map[bool]error{true: errAway}[away]) },
		"the list, fault": func(w *world, away bool) {
			w.roster.fail(map[bool]error{true: chat.Internal("x", context.Canceled)}[away])
		},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, gateway.Limits{}, func(w *world) {
				w.say("s1", "anna", "before")
				w.store.save("s1", "b1", 1)
				w.accept("bert", "s1", "b1")
				set(w, true)
				c := w.dial(gateway.AgentTokenParameter + "=user:bert")
				c.send(subscribe)
				pass(time.Second)
				c.wantAcknowledged()
				w.say("s1", "anna", "one")
				pass(5 * time.Second)
				set(w, false)
				pass(5 * time.Second)
				c.wantIn("s1", "joined", "one")
				if n := strings.Count(strings.Join(c.text(), ""), `"aws/subscribe"`); n != 1 {
					t.Errorf("the subscribe was answered %d times, want once", n)
				}
			})
		})
	}
}

func TestAgentsSocketIsClosedWhenHeIsSignedOutOrNobodyCanTell(t *testing.T) {
	for name, tt := range map[string]struct {
		err  error
		code int
	}{"signed out": {chat.Denied(), 1008}, "a fault": {chat.Internal("x", context.Canceled), 1011}} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, gateway.Limits{}, func(w *world) {
				c := w.desk("bert")
				w.roster.fail(tt.err)
				w.roster.tell("bert")
				pass(time.Minute)
				c.wantClosed(tt.code)
				if n := len(w.roster.watchers); n != 0 {
					t.Errorf("after the last socket %d watch, want none", n)
				}
			})
		})
	}
}

func TestAgentsSocketAtRestAsksNothing(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		w.accept("bert", "s1", "b1")
		c := w.desk("bert")
		w.over("bert", "s1", event("s1", "b1", chat.EventParticipantLeft))
		pass(time.Minute)
		calls := w.roster.calls
		pass(time.Hour)
		if w.roster.calls != calls {
			t.Errorf("the chats were read %d times in an hour without news, want never", w.roster.calls-calls)
		}
		c.wantOpen()
	})
}

func TestAgentsOldestSocketIsClosedThoughHeHasNoChats(t *testing.T) {
	for _, chats := range []int{0, 2} {
		inWorld(t, gateway.Limits{}, func(w *world) {
			for i := range chats {
				w.accept("bert", chat.SessionID(fmt.Sprint("s", i)), chat.ParticipantID(fmt.Sprint("b", i)))
			}
			var all []*client
			for range 6 {
				all = append(all, w.desk("bert"))
			}
			w.desk("carl")
			pass(5 * time.Second)
			all[0].wantClosed(1001)
			for _, c := range all[1:] {
				c.wantOpen()
			}
		})
	}
}

func TestAgentsSocketWithoutChatsIsReapedAndDrained(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		silent, healthy := w.desk("bert"), w.desk("carl")
		silent.link.freeze()
		pass(200 * time.Second)
		if n := w.metrics.closed.Load(); n != 1 {
			t.Errorf("sockets closed after 200 s = %d, want 1", n)
		}
		pass(time.Hour)
		healthy.wantOpen()
		if err := w.g.Drain(context.Background()); err != nil {
			t.Errorf("Drain() = %v, want nil", err)
		}
		healthy.wantClosed(1001)
		silent.link.cut()
	})
}

func TestAgentsRefusalsAreJSON(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		for credential, want := range map[string]string{
			"bad": "403 AccessDeniedException", "": "403 AccessDeniedException", "away": "503 ServiceUnavailableException",
		} {
			status, kind := w.request("x&"+gateway.AgentTokenParameter+"="+credential, true)
			if got := fmt.Sprint(status, " ", kind); got != want {
				t.Errorf("credential %q: answer = %s, want %s", credential, got, want)
			}
		}
	})
}

func TestAgentsRotationLosesAndRepeatsNothing(t *testing.T) {
	for _, trip := range []time.Duration{0, 50 * time.Millisecond, 300 * time.Millisecond} {
		t.Run(trip.String(), func(t *testing.T) {
			inWorld(t, gateway.Limits{}, func(w *world) {
				const chats = 4
				for i := range chats {
					w.accept("bert", chat.SessionID(fmt.Sprint("s", i)), chat.ParticipantID(fmt.Sprint("b", i)))
				}
				old := w.desk("bert")
				old.send(subscribe)
				var got []string
				n := 0
				// go lets time pass in which people speak.
				speak := func(d time.Duration) {
					for ; d > 0; d -= 10 * time.Millisecond {
						w.say(chat.SessionID(fmt.Sprint("s", n%chats)), "anna", fmt.Sprint(n))
						n++
						pass(10 * time.Millisecond)
					}
				}
				for range 5 {
					speak(6 * time.Second)
					fresh := w.dial(gateway.AgentTokenParameter + "=user:bert")
					speak(trip)
					fresh.send(subscribe)
					for !slices.Contains(fresh.text(), acknowledgement) {
						speak(10 * time.Millisecond)
					}
					speak(trip / 2)
					got = append(got, old.contents()...) // from here on ignored
					speak(trip / 2)
					old.leave()
					old = fresh
				}
				speak(3 * time.Second)
				got = append(got, old.contents()...)
				for i := range chats {
					var have, want []string
					for _, text := range got {
						if k := 0; func() bool { fmt.Sscan(text, &k); return k%chats == i }() {
							have = append(have, text)
						}
					}
					for k := i; k < n; k += chats {
						want = append(want, fmt.Sprint(k))
					}
					if !slices.Equal(have, want) {
						t.Errorf("of session %d came %d messages, want %d, each once and in order", i, len(have), len(want))
					}
				}
			})
		})
	}
}

func TestSlowAgentIsClosedAndLaterSentTheRestOfAllChats(t *testing.T) {
	inWorld(t, gateway.Limits{QueueBytes: 64 << 10}, func(w *world) {
		w.accept("bert", "s1", "b1")
		w.accept("bert", "s2", "b2")
		slow := w.desk("bert")
		slow.pause()
		var want []string
		for i := range 100 {
			want = append(want, fmt.Sprintf("%03d%s", i, strings.Repeat("x", 1000)))
			w.say("s1", "anna", want[i])
			w.say("s2", "anna", want[i])
			pass(time.Millisecond)
		}
		if n := w.metrics.slow.Load(); n != 1 {
			t.Errorf("slow consumers closed = %d, want 1", n)
		}
		slow.resume()
		pass(5 * time.Second)
		again := w.desk("bert")
		pass(5 * time.Second)
		for _, id := range []string{"s1", "s2"} {
			had, rest := slow.in(id)[1:], again.in(id)
			if rest[0] == "joined" {
				rest = rest[1:]
			}
			if len(had)+len(rest) < 100 || rest[len(rest)-1] != want[99] || rest[0] > want[len(had)] {
				t.Errorf("of %s came %d messages before and %d after the close, want all 100 together", id, len(had), len(rest))
			}
		}
	})
}
