package directory

import (
	"context"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// User is somebody who signs in: an agent, a supervisor, an administrator. The
// entry's name is the user name.
type User struct {
	Entry
	Spec UserSpec
}

// UserSpec is what a user has besides its entry.
type UserSpec struct {
	FirstName      string
	LastName       string
	Email          string
	SecondaryEmail string
	Mobile         string
	PhoneConfig    PhoneConfig
	// SecurityProfileIDs say what the user may do.
	SecurityProfileIDs []string
	// RoutingProfileID says from which queues the user gets contacts.
	RoutingProfileID string
	// HierarchyGroupID is the user's place in the hierarchy of agents, "" for
	// none.
	HierarchyGroupID string
	// PasswordHash is an encoded argon2id hash, "" for a user who cannot sign in
	// with a password. It leaves the directory for nothing but a comparison.
	PasswordHash string `json:",omitempty"`
}

// PhoneConfig says how contacts reach a user. spec: UserPhoneConfig.
type PhoneConfig struct {
	PhoneType            string // SOFT_PHONE or DESK_PHONE, "" when nobody said
	AutoAccept           bool
	DeskPhoneNumber      string // E.164, "" for none
	PersistentConnection bool
	// AfterContactWorkTimeLimit is in seconds; 0 sets no limit.
	AfterContactWorkTimeLimit int
}

// User reads a user by id or ARN. KindNotFound.
func (d *Directory) User(ctx context.Context, instance chat.InstanceID, reference string) (User, error) {
	e, s, err := get[UserSpec](ctx, d, KindUser, instance, reference)
	return User{e, s}, err
}

// ownQueuePrefix is what the id of a user's own queue begins with, before the
// user's id. client: amazon-connect-streams, which finds the agent's id in the ARN
// …/queue/agent/ID.
const ownQueuePrefix = "agent/"

// OwnQueueID is the id of a user's own queue, where contacts wait for nobody else.
// Names.Resource makes its ARN as that of any queue.
func OwnQueueID(user chat.UserID) chat.QueueID {
	return chat.QueueID(ownQueuePrefix + string(user))
}

// OwnerOf reads the user out of the id of a user's own queue; "" for the id of a
// queue that many serve.
func OwnerOf(queue chat.QueueID) chat.UserID {
	if user, own := strings.CutPrefix(string(queue), ownQueuePrefix); own {
		return chat.UserID(user)
	}
	return ""
}

// ownQueue reads the queue of a user. It is no resource of its own: it comes and
// goes with the user.
func (d *Directory) ownQueue(ctx context.Context, instance chat.InstanceID, user chat.UserID) (Queue, error) {
	u, err := d.User(ctx, instance, string(user))
	if chat.KindOf(err) == chat.KindNotFound {
		return Queue{}, notFound(KindQueue)
	}
	if err != nil {
		return Queue{}, err
	}
	return u.Queue(), nil
}

// Queue is the user's own. It has no name and no hours. spec: Amazon Connect
// administrator guide, Sample agent event stream, which says that the queues of
// agents have no names.
func (u *User) Queue() Queue {
	e := u.Entry
	e.ID, e.Name, e.Tags = string(OwnQueueID(chat.UserID(u.ID))), "", nil
	return Queue{Entry: e}
}
