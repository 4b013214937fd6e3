package terminal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/rejoin-chat/rejoin/chatclient"
)

// farewell is how long the end of the chat is waited for after leaving it: a
// flow may still have something to say.
const farewell = 10 * time.Second

// receiptPatience bounds a receipt, which is not worth waiting for.
const receiptPatience = 3 * time.Second

// hold sends what is typed until the chat, the input or ctx ends.
func (c *conversation) hold(ctx context.Context) error {
	lines, failed := read(ctx, c.options.In)
	for {
		select {
		case line, ok := <-lines:
			if !ok {
				return c.leave(ctx, <-failed)
			}
			c.say(ctx, line)
		case id := <-c.unread:
			receiptCtx, cancel := context.WithTimeout(ctx, receiptPatience)
			_ = c.session.SendReadReceipt(receiptCtx, id) // a courtesy
			cancel()
		case <-c.session.Done():
			return c.over(ctx)
		}
	}
}

// say sends one line, or the answer whose number it is. A refusal of the service
// concerns that line only.
func (c *conversation) say(ctx context.Context, line string) {
	if strings.TrimSpace(line) == "" {
		return
	}
	said, of := c.choice(line)
	if c.options.Echoed && said == line {
		c.mu.Lock()
		c.echoes[line]++
		c.mu.Unlock()
	}
	_, err := c.session.SendMessage(ctx, chatclient.Message{Content: said})
	if err == nil {
		c.answered(of)
	}
	if err != nil && ctx.Err() == nil && c.session.Err() == nil { // else hold reports the end, once
		c.screen.note("not sent: " + err.Error())
	}
}

// leave ends the chat because the input has ended.
func (c *conversation) leave(ctx context.Context, failed error) error {
	if failed != nil {
		return fmt.Errorf("cannot read what is typed: %w", failed)
	}
	if err := c.session.DisconnectParticipant(ctx); err != nil && ctx.Err() == nil {
		return explain("end the chat", c.chat.Endpoint, err)
	}
	if ctx.Err() != nil {
		return c.over(ctx)
	}
	patience := c.options.Clock.NewTimer(farewell)
	defer patience.Stop()
	select {
	case <-c.session.Done():
	case <-patience.C():
		c.screen.note("the chat is still being closed by the server")
		c.parted()
		return nil
	}
	return c.over(ctx)
}

// over says how the session ended and what can be done next.
func (c *conversation) over(ctx context.Context) error {
	<-c.session.Done()
	switch err := c.session.Err(); {
	case errors.Is(err, chatclient.ErrEnded):
		c.parted()
		return nil
	case ctx.Err() != nil:
		c.screen.note("the chat stays open; come back with: " + resumeCommand(c.options))
		return nil
	default:
		return explain("go on with the chat", c.chat.Endpoint, err)
	}
}

// parted forgets the chat and says how to continue it.
func (c *conversation) parted() {
	c.chat.ended(c.options.StateFile)
	c.screen.note("continue this chat with: " + c.chat.rejoinCommand())
}

// longestLine bounds a typed line; the service's own limit is far below.
const longestLine = 1 << 20

// read hands out the lines of in, then closes lines and says how the reading
// ended.
func read(ctx context.Context, in io.Reader) (lines <-chan string, failed <-chan error) {
	out, end := make(chan string), make(chan error, 1)
	// Ends with in or, at the next line, with ctx: the read of a terminal cannot be
	// interrupted, so it may outlast the chat until the program exits.
	go func() {
		defer close(out)
		scanner := bufio.NewScanner(in)
		scanner.Buffer(nil, longestLine)
		for scanner.Scan() {
			select {
			case out <- scanner.Text():
			case <-ctx.Done():
				end <- nil
				return
			}
		}
		end <- scanner.Err()
	}()
	return out, end
}
