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
	Mobile         string // E.164, "" for none
	PhoneConfig    PhoneConfig
	// Channels are settings for one channel each, which go before those of the
	// PhoneConfig. A channel is there once. spec: UpdateUserPhoneConfig.
	Channels []ChannelConfig `json:",omitempty"`
	// SecurityProfileIDs say what the user may do.
	SecurityProfileIDs []string
	// RoutingProfileID says from which queues the user gets contacts.
	RoutingProfileID string
	// HierarchyGroupID is the user's place in the hierarchy of agents, "" for
	// none.
	HierarchyGroupID string `json:",omitempty"`
	// Proficiencies are in order of attribute and value, each value once.
	Proficiencies []Proficiency `json:",omitempty"`
	// Preferences are what the user's page keeps for the user.
	Preferences map[string]string `json:",omitempty"`
	// PasswordHash is "" for a user who cannot sign in with a password.
	PasswordHash PasswordHash `json:",omitempty"`
	// PasswordOnce says that the password is good for one thing: to choose another.
	PasswordOnce bool `json:",omitempty"`
	// Subject is who the user is at the identity provider, from the first time that
	// the user signed in there; nil before.
	Subject *ProviderSubject `json:",omitempty"`
}

// UserIdentity is what is known of a user as a person. spec: UserIdentityInfo.
type UserIdentity struct {
	FirstName, LastName, Email, SecondaryEmail, Mobile string
}

// Identity is what is known of the user as a person.
func (s *UserSpec) Identity() UserIdentity {
	return UserIdentity{s.FirstName, s.LastName, s.Email, s.SecondaryEmail, s.Mobile}
}

// Identify replaces what is known of the user as a person.
func (s *UserSpec) Identify(i UserIdentity) {
	s.FirstName, s.LastName, s.Email, s.SecondaryEmail, s.Mobile = i.FirstName, i.LastName, i.Email, i.SecondaryEmail, i.Mobile
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

// ChannelConfig says how contacts of one channel reach a user. What is nil or ""
// was not said. spec: AutoAcceptConfig, AfterContactWorkConfigPerChannel,
// PersistentConnectionConfig, PhoneNumberConfig, VoiceEnhancementConfig.
type ChannelConfig struct {
	Channel            string
	AutoAccept         *bool `json:",omitempty"`
	CallbackAutoAccept *bool `json:",omitempty"`
	// These limits are in seconds; 0 sets no limit.
	AfterContactWorkTimeLimit         *int   `json:",omitempty"`
	CallbackAfterContactWorkTimeLimit *int   `json:",omitempty"`
	PersistentConnection              *bool  `json:",omitempty"`
	PhoneType                         string `json:",omitempty"`
	PhoneNumber                       string `json:",omitempty"`
	VoiceEnhancementMode              string `json:",omitempty"`
}

// User reads a user by id or ARN. KindNotFound.
func (d *Directory) User(ctx context.Context, instance chat.InstanceID, reference string) (User, error) {
	e, s, err := get[UserSpec](ctx, d, KindUser, instance, reference)
	return User{e, s}, err
}

// UserByName reads a user by the exact user name. KindNotFound.
func (d *Directory) UserByName(ctx context.Context, instance chat.InstanceID, name string) (User, error) {
	r, err := d.store.ResourceByName(ctx, instance, KindUser.Store, name)
	if err != nil {
		return User{}, explain(KindUser, err)
	}
	e, s, err := entryOf[UserSpec](r)
	return User{e, s}, err
}

// Users reads a page of an instance's users in order of id, those whose id is
// greater than after, and says where the next page begins, "" at the end.
// spec: ListUsers.
func (d *Directory) Users(ctx context.Context, instance chat.InstanceID, after string, limit int) ([]User, string, error) {
	return list(ctx, d, KindUser, instance, after, limit, userFrom)
}

// AllUsers reads all users of an instance in order of id.
func (d *Directory) AllUsers(ctx context.Context, instance chat.InstanceID) ([]User, error) {
	return every(ctx, d, KindUser, instance, userFrom)
}

func userFrom(e Entry, s UserSpec) User { return User{e, s} }

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
	return Queue{Entry: e, Spec: QueueSpec{MaxContacts: maxInOwnQueue}}
}

// maxInOwnQueue is how many contacts wait for one user at most.
// spec: Queues: standard and agent.
const maxInOwnQueue = 10
