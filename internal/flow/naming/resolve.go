package naming

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// Unresolved is a reference for which the instance has nothing.
type Unresolved struct {
	Action    flow.ActionID
	Parameter string // its path inside Parameters, such as EventHooks.CustomerRemaining
	Kind      flow.Resource
	Reference string // what the content says: an id, an ARN or a name
	Name      string // what the metadata calls it; may be empty
	Several   bool   // the instance has more than one of the name
}

// String is the problem as a sentence that does not name the action.
func (u Unresolved) String() string {
	name := u.Name
	if name == "" {
		name = u.Reference
	}
	if u.Several {
		return fmt.Sprintf("parameter %s: this instance has more than one %s of the name %q", u.Parameter, u.Kind, name)
	}
	if u.Name == "" || u.Name == u.Reference {
		return fmt.Sprintf("parameter %s: this instance has no %s %q", u.Parameter, u.Kind, name)
	}
	return fmt.Sprintf("parameter %s: this instance has no %s of the name %q (%s)", u.Parameter, u.Kind, name, u.Reference)
}

// Resolve puts the ARNs of an instance into a content. A reference that is the
// instance's own stays as it is; another one is found by the name that the
// metadata tells, or that stands in its place. Dynamic references are left alone.
// It fails only when the content is not one JSON object.
func Resolve(content string, ix *Index) (string, []Unresolved, error) {
	doc, err := flow.Parse(content)
	if err != nil {
		return "", nil, err
	}
	found, err := references(content)
	if err != nil {
		return "", nil, err
	}
	names := readNames(doc.Metadata)
	var out strings.Builder
	var missing []Unresolved
	last := 0
	for _, r := range found {
		arn, problem := ix.resolve(r, names.of(r))
		if problem != nil {
			missing = append(missing, *problem)
		}
		if arn == "" || arn == r.value {
			continue
		}
		quoted, err := json.Marshal(arn)
		if err != nil { // a string can always be written
			return "", nil, err
		}
		out.WriteString(content[last:r.start])
		out.Write(quoted)
		last = r.end
	}
	out.WriteString(content[last:])
	return out.String(), missing, nil
}

// resolve gives what to write in the place of a reference; nothing when it is to
// stay.
func (ix *Index) resolve(r reference, name string) (string, *Unresolved) {
	if stays(r.value) || ix.unlisted[r.kind] || r.value == "" && name == "" {
		return "", nil
	}
	if _, own := ix.Reference(r.kind, r.value); own {
		return "", nil
	}
	arn := strings.HasPrefix(r.value, "arn:")
	if name == "" && !arn {
		name = r.value
	}
	switch same := ix.Named(r.kind, name); {
	case len(same) == 1:
		return same[0].ARN, nil
	case len(same) > 1:
		return "", &Unresolved{Action: r.action, Parameter: r.parameter(), Kind: r.kind, Reference: r.value, Name: name, Several: true}
	}
	if arn {
		// Installations begin with the same ids, whatever their ARNs.
		if own, ok := ix.Reference(r.kind, r.value[strings.LastIndexByte(r.value, '/')+1:]); ok {
			return own.ARN, nil
		}
	}
	return "", &Unresolved{Action: r.action, Parameter: r.parameter(), Kind: r.kind, Reference: r.value, Name: name}
}

// stays reports whether a reference means the same in every instance: one that
// an attribute decides, and what the vendor itself provides.
func stays(value string) bool {
	if _, dynamic := flow.ParsePath(value); dynamic {
		return true
	}
	fields := strings.SplitN(value, ":", 6)
	return len(fields) == 6 && fields[0] == "arn" && fields[4] == "aws"
}
