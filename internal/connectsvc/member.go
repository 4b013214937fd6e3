package connectsvc

import (
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/restjson"
)

// text is the value of an optional member.
func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// some is an optional member, absent when it has no value.
func some[S ~string](s S) *string {
	if s == "" {
		return nil
	}
	return new(string(s))
}

// number is the value of an optional member, 0 when it is absent.
func number(n *int32) int {
	if n == nil {
		return 0
	}
	return int(*n)
}

// at is an optional timestamp, absent for the zero time.
func at(t time.Time) *restjson.Timestamp {
	if t.IsZero() {
		return nil
	}
	return restjson.At(t)
}

// instanceOf reads what a caller gives for an instance: its id or its ARN.
func instanceOf(s *string) chat.InstanceID { return directory.InstanceRef(text(s)) }

// contactOf reads what a caller gives for a contact: its id or its ARN. An ARN of
// another instance or type stays as it is and so names nothing.
func contactOf(instance chat.InstanceID, s *string) chat.ContactID {
	if p, ok := directory.ParseARN(text(s)); ok && p.Type == "contact" && p.Instance == instance {
		return chat.ContactID(p.ID)
	}
	return chat.ContactID(text(s))
}
