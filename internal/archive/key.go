package archive

import (
	"fmt"
	"path"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Key is the generated name of a contact's transcript. Its date and time are
// those of the initiation, in UTC (ours: the service documents no zone beside
// the suffix). spec: Associate an instance storage config, CHAT_TRANSCRIPTS.
func Key(prefix string, c chat.Contact) string {
	at := c.InitiatedAt.UTC()
	name := fmt.Sprintf("%s_%s_UTC.json", c.ID, at.Format("20060102T15:04"))
	return path.Join(prefix, "ChatTranscripts", at.Format("2006/01/02"), name)
}
