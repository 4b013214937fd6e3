package directory

import (
	"strings"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Names makes and reads the ARNs of one account and region.
type Names struct {
	Region  string
	Account string
}

func (n Names) arn(instance chat.InstanceID, resource string) string {
	return "arn:aws:connect:" + n.Region + ":" + n.Account + ":instance/" + string(instance) + resource
}

// Instance is the ARN of an instance.
func (n Names) Instance(id chat.InstanceID) string { return n.arn(id, "") }

// Contact is the ARN of a contact.
func (n Names) Contact(instance chat.InstanceID, id chat.ContactID) string {
	return n.arn(instance, "/contact/"+string(id))
}

// Resource is the ARN of a resource of the directory.
func (n Names) Resource(instance chat.InstanceID, k Kind, id string) string {
	return n.arn(instance, "/"+k.ARNType+"/"+id)
}

// Parts is an ARN taken apart.
type Parts struct {
	Instance chat.InstanceID
	// Type and ID are those of the resource below the instance, empty for the
	// instance itself.
	Type, ID string
}

// ParseARN reads a Connect ARN of any account and region: flows that were
// exported elsewhere carry their own.
func ParseARN(s string) (Parts, bool) {
	fields := strings.SplitN(s, ":", 6)
	if len(fields) != 6 || fields[0] != "arn" || fields[2] != "connect" {
		return Parts{}, false
	}
	path := strings.SplitN(fields[5], "/", 4)
	switch {
	case len(path) < 2 || path[0] != "instance" || path[1] == "":
		return Parts{}, false
	case len(path) == 2:
		return Parts{Instance: chat.InstanceID(path[1])}, true
	case len(path) == 4 && path[2] != "" && path[3] != "":
		return Parts{Instance: chat.InstanceID(path[1]), Type: path[2], ID: path[3]}, true
	}
	return Parts{}, false
}

// InstanceRef reads what a caller gives for an instance: its id or its ARN.
func InstanceRef(s string) chat.InstanceID {
	if p, ok := ParseARN(s); ok && p.Type == "" {
		return p.Instance
	}
	return chat.InstanceID(s)
}

// ref reads what a caller or a flow gives for a resource: its id or its ARN. An
// ARN of another instance or type names nothing here.
func ref(instance chat.InstanceID, k Kind, s string) (id string, ok bool) {
	if !strings.HasPrefix(s, "arn:") {
		return s, s != ""
	}
	p, ok := ParseARN(s)
	if !ok || p.Instance != instance || p.Type != k.ARNType {
		return "", false
	}
	return p.ID, true
}
