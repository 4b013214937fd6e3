package token

// kind is the use a token is for. The numbers are part of every token: never
// change or reuse one.
type kind byte

const (
	kindParticipant kind = iota
	kindConnection
	kindSocket
	kindPage
	kindView
	kindState
	kindTicket
	kindAccess
	kindErrand
	kindDesk

	kinds = iota
)

// info separates the keys of the kinds, and of versions of the format, when they
// are derived from one secret.
func (k kind) info() string {
	return "rejoin token v1 " + [kinds]string{"participant", "connection", "socket", "page", "view", "state", "ticket", "access", "errand", "desk"}[k]
}
