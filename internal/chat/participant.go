package chat

import "time"

// Role is what a participant is in the conversation.
// spec: ParticipantRole.
type Role string

// The roles.
const (
	RoleCustomer   Role = "CUSTOMER"
	RoleAgent      Role = "AGENT"
	RoleSupervisor Role = "SUPERVISOR"
	RoleSystem     Role = "SYSTEM"
	RoleCustomBot  Role = "CUSTOM_BOT"
)

// SystemDisplayName is the sender's name on what a flow says.
// client: amazon-connect-chat-interface src/components/Chat/ChatTranscriptor.js.
const SystemDisplayName = "SYSTEM_MESSAGE"

// BotDisplayName is the sender's name on what a flow's bot says; its role is that
// of the system. client: amazon-connect-chat-interface, sample pages rename it.
const BotDisplayName = "BOT"

// Participant is a party of a session. A customer stays the same participant,
// with the same id and token, over all contacts of the session.
type Participant struct {
	ID          ParticipantID
	SessionID   SessionID
	Role        Role
	DisplayName string
	// UserID is the user that an agent or supervisor is, "" for all others.
	UserID UserID
	// ContactID is the contact in which the participant was added.
	ContactID ContactID
	CreatedAt time.Time
	// ConnectedAt is the first CreateParticipantConnection, zero before it.
	ConnectedAt time.Time
	// LeftAt is zero while the participant takes part.
	LeftAt time.Time
	// ExpiresAt is when an invitation that was not taken up ends; zero for none.
	ExpiresAt time.Time
}

// Invitation reports whether this stands for an agent who has been invited and not
// joined: nobody yet, until he comes.
func (p *Participant) Invitation() bool {
	return p.Role == RoleAgent && p.UserID == "" && !p.Gone()
}

// Present reports whether the participant has connected and not left.
func (p *Participant) Present() bool { return !p.ConnectedAt.IsZero() && p.LeftAt.IsZero() }

// Gone reports whether the participant has left.
func (p *Participant) Gone() bool { return !p.LeftAt.IsZero() }

// Sees reports whether an item of the given visibility is for this role.
// Supervisors see what agents see.
func (r Role) Sees(v Visibility) bool {
	switch v {
	case VisibleToAgents:
		return r != RoleCustomer
	case VisibleToCustomer:
		return r == RoleCustomer
	case VisibleToNobody:
		return false
	default:
		return true
	}
}
