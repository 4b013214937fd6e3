package participant_test

import (
	"testing"

	"github.com/rejoin-chat/rejoin/internal/api/participant"
	"github.com/rejoin-chat/rejoin/internal/restjson/restjsontest"
)

func TestAPI(t *testing.T) {
	restjsontest.Suite(t, participant.API(participant.Unimplemented{}), participant.Unimplemented{})
}

func FuzzOperations(f *testing.F) {
	restjsontest.Fuzz(f, participant.API(participant.Unimplemented{}))
}
