package connect_test

import (
	"net/http/httptest"
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

// Both APIs are served by one listener, so no path may belong to both.
func TestPathsDoNotCollideWithParticipant(t *testing.T) {
	mine, err := restjson.New(connect.API(connect.Unimplemented{}), restjson.Options{})
	if err != nil {
		t.Fatal(err)
	}
	other := participant.API(participant.Unimplemented{})
	theirs, err := restjson.New(other, restjson.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, route := range other.Routes {
		if mine.Match(httptest.NewRequest(route.Verb, path(route.Path), nil)) {
			t.Errorf("%s of the participant API is also a path of the Connect API", route.Path)
		}
	}
	for _, route := range connect.API(connect.Unimplemented{}).Routes {
		if theirs.Match(httptest.NewRequest(route.Verb, path(route.Path), nil)) {
			t.Errorf("%s of the Connect API is also a path of the participant API", route.Path)
		}
	}
}

// path fills the labels of a template with the one value that could make two
// paths meet: the first segment of the participant API.
func path(template string) string {
	segments := strings.Split(template, "/")
	for i, segment := range segments {
		if strings.HasPrefix(segment, "{") {
			segments[i] = "participant"
		}
	}
	return strings.Join(segments, "/")
}
