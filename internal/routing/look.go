package routing

import "github.com/rejoin-chat/rejoin/internal/chat"

// Look asks for a match: of a session whose contact has begun to wait, or may have
// come to be offered to somebody else, or of an agent who has come to have a place
// free.
type Look struct {
	Instance chat.InstanceID
	Session  chat.SessionID // or
	Agent    chat.UserID
	// Contact names a contact of the session that waits beside the current one, ""
	// for that.
	Contact chat.ContactID
}
