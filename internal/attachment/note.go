package attachment

import "github.com/rejoin-chat/rejoin/internal/chat"

// note is what is written down of a file. Installations keep it: names and meanings stay.
type note struct {
	ID          chat.AttachmentID  `json:"i"`
	Sender      chat.ParticipantID `json:"p"`
	Name        string             `json:"n"`
	ContentType string             `json:"t"`
	Bytes       int64              `json:"b"`
}

func noteOf(u chat.Upload) note { return note(u) }

func (n note) upload() chat.Upload { return chat.Upload(n) }
