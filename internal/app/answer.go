package app

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/startchat"
)

// answerWithin is how long an operation may take before it is answered with an
// error that clients understand and repeat. The store may add a second for a
// commit that is under way; load balancers are told to wait ten
// (docs/operations.md).
const answerWithin = 8 * time.Second

// timely starts chats in that time.
type timely struct{ startchat.Starter }

// StartChatContact implements startchat.Starter.
func (t timely) StartChatContact(ctx context.Context, in *connect.StartChatContactInput) (*connect.StartChatContactOutput, error) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	return t.Starter.StartChatContact(ctx, in)
}
