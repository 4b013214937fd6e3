package app

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/gateway"
)

// listens is KindDenied for a supervisor who is not in a chat any more that goes on.
func (d desk) listens(ctx context.Context, who gateway.Viewer) error {
	left, err := d.chats.Left(ctx, conversation.Identity{SessionID: who.SessionID, ParticipantID: who.ParticipantID})
	if err == nil && left {
		err = chat.Denied()
	}
	return err
}
