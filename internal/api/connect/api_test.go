package connect_test

import (
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/api/participant"
	"github.com/rejoin-chat/rejoin/internal/restjson"
	"github.com/rejoin-chat/rejoin/internal/restjson/restjsontest"
)

func TestAPI(t *testing.T) {
	restjsontest.Suite(t, connect.API(connect.Unimplemented{}), connect.Unimplemented{})
}

func FuzzOperations(f *testing.F) {
	restjsontest.Fuzz(f, connect.API(connect.Unimplemented{}))
}

// Both APIs are served by one listener, so no path may belong to both. They
// differ in the first segment already, which is never a label.
func TestPathsDoNotCollideWithParticipant(t *testing.T) {
	mine := firstSegments(connect.API(connect.Unimplemented{}))
	for segment, operation := range firstSegments(participant.API(participant.Unimplemented{})) {
		if other, both := mine[segment]; both {
			t.Errorf("%s and %s both begin with %q", operation, other, segment)
		}
	}
}

func firstSegments(api restjson.API) map[string]string {
	operations := make(map[string]string)
	for _, route := range api.Routes {
		operations[strings.Split(route.Path, "/")[1]] = route.Name
	}
	return operations
}
