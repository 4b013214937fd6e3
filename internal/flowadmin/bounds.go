package flowadmin

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// The bounds of what is told of a flow or module beside its content, in characters.
// spec: CreateContactFlowModule Name, Description.
const (
	maxName              = 127
	maxModuleDescription = 500
)

// misnamed is what a service refuses of an entry beside its content; nil when nothing
// is known. The name and the description of what is there already are not sent.
func (e *entry) misnamed() []string {
	if e.exists {
		return nil
	}
	var faults []string
	if strings.TrimSpace(e.name) == "" {
		faults = append(faults, "the name is blank")
	}
	faults = append(faults, long("name", e.name, maxName)...)
	if e.kind == flow.ResourceModule {
		faults = append(faults, long("description", e.description, maxModuleDescription)...)
	}
	return faults
}

// long is a fault of a text that has more characters than a limit.
func long(what, text string, limit int) []string {
	if n := utf8.RuneCountInString(text); n > limit {
		return []string{fmt.Sprintf("the %s has %d characters, the limit is %d", what, n, limit)}
	}
	return nil
}
