package store

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Presence says until when a user counts as one whose page is there, unless a node
// says so again. It outlives the node that said it.
type Presence struct {
	InstanceID chat.InstanceID
	UserID     chat.UserID
	Until      time.Time
}

// Presences keeps whose pages are there. It is no part of what a store carries over
// to another one: pages come back by themselves.
type Presences interface {
	// KeepPresences notes that users are there, all or none. Until never moves back.
	KeepPresences(ctx context.Context, all []Presence) error
	// LapsedPresences reads up to limit presences that are over at now, the earliest
	// first.
	LapsedPresences(ctx context.Context, now time.Time, limit int) ([]Presence, error)
	// DropPresence forgets a presence, unless it was kept again since it was read.
	DropPresence(ctx context.Context, p Presence) error
}
