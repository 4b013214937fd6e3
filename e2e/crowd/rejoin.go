package crowd

import "github.com/rejoin-chat/rejoin/e2e/ledger"

// Refresh sees to it that some chats of persons continue no other, and lets their
// people talk for a moment: others may need the bucket to show their past.
func (c *Crowd) Refresh(chats int) {
	c.t.Helper()
	for i, k := range c.talks {
		if _, ok := k.customer.(*person); !ok {
			continue
		}
		if chats--; chats < 0 {
			break
		}
		if k.past == nil {
			continue
		}
		c.end(k)
		c.retired = append(c.retired, k)
		c.talks[i] = c.meet(nil)
		c.start(c.talks[i])
	}
	c.Settle()
}

// Rejoin ends some chats of persons that continue no other, and continues each at
// once by a new one, in which the same two go on talking. The past is compared with
// its book before anybody says another word. It answers the contacts that ended.
func (c *Crowd) Rejoin(chats int) []string {
	c.t.Helper()
	var ended []string
	for i, k := range c.talks {
		if _, ok := k.customer.(*person); !ok || k.past != nil || len(ended) == chats {
			continue
		}
		c.end(k)
		ended = append(ended, k.contact)
		next := c.meet(k)
		var r ledger.Report
		c.checkHistory(&r, next)
		for _, fault := range r.Faults {
			c.t.Errorf("right after a chat was continued: %s", fault)
		}
		c.talks[i] = next
		c.start(next)
	}
	return ended
}

// end lets both finish, and the customer leave. The chat is past then.
func (c *Crowd) end(k *talk) {
	c.t.Helper()
	k.hush()
	k.speakers.Wait()
	customer, agent := k.customer.(*person), k.agent.(*person)
	c.insist("leave", func() error { return customer.session.DisconnectParticipant(c.t.Context()) })
	c.past = append(c.past, k)
	for _, p := range []*person{customer, agent} {
		c.within(p.role+" hears that the chat has ended", func() string {
			select {
			case <-p.ended:
				return ""
			default:
				return "nothing came"
			}
		})
	}
}

// Book checks a transcript of one of the chats that has ended.
func (c *Crowd) Book(contact string, transcript []ledger.Entry) ledger.Report {
	for _, k := range c.past {
		if k.contact == contact {
			return k.book.Check(transcript)
		}
	}
	return ledger.Report{Faults: []string{"there is no chat " + contact}}
}
