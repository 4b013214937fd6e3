package conversation

import (
	"context"
	"crypto/sha256"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

const createParticipantOperation = "CreateParticipant"

// maxCustomBots is how many custom participants a chat can have at a time.
// spec: CreateParticipant, ServiceQuotaExceededException.
const maxCustomBots = 1

// Invited is a participant that was added and has yet to connect.
type Invited struct {
	Identity
	ExpiresAt time.Time
}

// InviteBot adds a custom bot to a running chat. It talks like an agent once it
// has connected, which it may do at any time while the chat lasts. Errors: KindNotFound, KindRejected when the chat has ended,
// KindQuota when there is a bot already. spec: CreateParticipant.
func (c *Conversations) InviteBot(ctx context.Context, instance chat.InstanceID, id chat.ContactID, name, clientToken string) (Invited, error) {
	contact, err := c.contactOf(ctx, instance, memberContact, id)
	if err != nil {
		return Invited{}, err
	}
	digest := sha256.Sum256([]byte(string(id) + "\x00" + name))
	var out Invited
	err = c.update(ctx, contact.SessionID, func(w *work) error {
		out = Invited{
			Identity:  Identity{contact.SessionID, chat.ParticipantID(c.NewID())},
			ExpiresAt: w.session.ExpiresAt,
		}
		replayed, err := w.claim(createParticipantOperation, clientToken, digest[:], &out)
		if err != nil || replayed {
			return err
		}
		return w.invite(chat.Participant{
			ID: out.ParticipantID, SessionID: w.session.ID, ContactID: w.contact.ID,
			Role: chat.RoleCustomBot, DisplayName: name, CreatedAt: w.now, ExpiresAt: out.ExpiresAt,
		})
	})
	return out, err
}

// invite adds a bot. One that was invited before and has not come within the time
// that a customer has for it gives way: its token may have been lost.
func (w *work) invite(p chat.Participant) error {
	if !w.session.Active() {
		return chat.Rejected("ContactId", "the contact has ended")
	}
	ps, err := w.tx.Participants(w.session.ID)
	if err != nil {
		return err
	}
	bots := 0
	for i := range ps {
		other := &ps[i]
		if other.Role != chat.RoleCustomBot || other.Gone() {
			continue
		}
		if other.ConnectedAt.IsZero() && w.now.Sub(other.CreatedAt) > FirstConnectWithin {
			if err := w.dismiss(other, chat.DisconnectNeverConnected); err != nil {
				return err
			}
			continue
		}
		bots++
	}
	if bots >= maxCustomBots {
		return &chat.Error{Kind: chat.KindQuota, Detail: "the contact has a custom participant already"}
	}
	all, err := w.colleagues()
	if err != nil {
		return err
	}
	if err := roomIn(all); err != nil {
		return err
	}
	return w.tx.SaveParticipant(p)
}
