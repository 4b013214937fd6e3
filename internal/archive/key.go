package archive

import "github.com/rejoin-chat/rejoin/internal/chat"

// Key generates the name of a contact's transcript object from the time of its
// initiation: PREFIX/ChatTranscripts/YYYY/MM/DD/CONTACT_YYYYMMDDTHH:MM_UTC.json.
// spec: Associate an instance storage config, CHAT_TRANSCRIPTS.
func Key(prefix string, c chat.Contact) string {
	t := c.InitiatedAt.UTC()
	return prefix + "/ChatTranscripts/" + t.Format("2006/01/02") + "/" +
		string(c.ID) + "_" + t.Format("20060102T15:04") + "_UTC.json"
}
