package terminal

import (
	"strconv"
	"strings"

	"github.com/rejoin-chat/rejoin/chatclient"
)

// contentTypes are what the terminal can show. Responses to views are not among them:
// it cannot fill in a view, and flows take another way where the type is missing.
// spec: StartChatContact, SupportedMessagingContentTypes.
var contentTypes = []string{chatclient.TypePlain, chatclient.TypeInteractive}

// offer is the answers that the last message offers. They can be given by number.
type offer struct{ answers []string }

// offered notes what an item offers. Whatever is said next takes its place: a number
// may then be meant for something else.
func (c *conversation) offered(item chatclient.Item) {
	if item.Type != chatclient.ItemMessage {
		return
	}
	var next *offer
	if q, ok := readQuestion(item.Content); ok && item.ContentType == chatclient.TypeInteractive && len(q.Elements) > 0 {
		next = new(offer)
		for _, element := range q.Elements {
			next.answers = append(next.answers, element.Title)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offer = next
}

// choice is what a line stands for: the answer of that number, or itself. of is the
// offer that is answered, nil for none.
func (c *conversation) choice(line string) (said string, of *offer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.offer == nil {
		return line, nil
	}
	n, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil || n < 1 || n > len(c.offer.answers) {
		return line, c.offer
	}
	return c.offer.answers[n-1], c.offer
}

// answered ends an offer, unless another one has taken its place.
func (c *conversation) answered(of *offer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.offer == of {
		c.offer = nil
	}
}
