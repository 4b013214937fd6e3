package move

import "github.com/rejoin-chat/rejoin/internal/chat"

// Finding is one thing that the comparison has found. It names what it is about
// and never says what people have said.
type Finding struct {
	// Session is "" for what belongs to no session.
	Session chat.SessionID
	What    string
	// Lost says that the source has lost it already: the target is no worse,
	// and this is no difference.
	Lost bool
}

// String is a line for the operator.
func (f Finding) String() string {
	if f.Session == "" {
		return f.What
	}
	return "session " + string(f.Session) + ": " + f.What
}

// differ is a function that tells differences of a session.
func (m *mover) differ(id chat.SessionID) func(what string) {
	return func(what string) { m.tell(Finding{Session: id, What: what}) }
}

func (m *mover) tell(f Finding) {
	m.telling.Lock()
	defer m.telling.Unlock()
	if f.Lost {
		m.lost++
	} else {
		m.differences++
	}
	m.Found(f)
}
