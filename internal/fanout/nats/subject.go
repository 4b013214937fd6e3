package nats

import (
	"encoding/base64"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// subjects are the names under which an installation's messages travel:
//
//	rejoin.<installation>.session.<key>      the events of a session, or of an agent
//	rejoin.<installation>.beat.<key>.out     a node's canary on its way out
//	rejoin.<installation>.beat.<key>.back    and on its way back
type subjects struct {
	sessions  string
	out, back string
}

// makeSubjects names those of one broker; key is its own, like no other's.
func makeSubjects(installation, key string) subjects {
	root := "rejoin." + installation
	beat := root + ".beat." + key
	return subjects{sessions: root + ".session.", out: beat + ".out", back: beat + ".back"}
}

// session is the subject of a session's events. An id that is not plain, which
// ours never are, travels encoded: a subject gives meaning to dots, stars and
// blanks.
func (s subjects) session(id chat.SessionID) string {
	if !plain(string(id)) {
		return s.sessions + "~" + base64.RawURLEncoding.EncodeToString([]byte(id))
	}
	return s.sessions + string(id)
}

// plain reports whether a name is one token of a subject as it is.
func plain(name string) bool {
	return name != "" && strings.IndexFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
	}) < 0
}
