package e2e

import (
	"testing"

	awsv1 "github.com/aws/aws-sdk-go/aws"
	participant "github.com/aws/aws-sdk-go/service/connectparticipant"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
)

// A participant with the AWS SDK for Go v1, and the service's own defaults: ten
// items, newest first.
func TestGoSDKParticipant(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	k := talk(t, s, start(t, s))
	var said []string
	for range 12 {
		said = append(said, k.say("hello"))
	}
	_, err := k.client.SendEventWithContext(t.Context(), &participant.SendEventInput{
		ConnectionToken: awsv1.String(k.token), ContentType: awsv1.String(chatjs.Typing),
	})
	must(t, err)
	out, err := k.client.GetTranscriptWithContext(t.Context(), &participant.GetTranscriptInput{ConnectionToken: awsv1.String(k.token)})
	must(t, err)
	var got []string
	for _, item := range out.Transcript {
		got = append([]string{awsv1.StringValue(item.Id)}, got...)
	}
	wantSame(t, "newest page, reversed", got, said[2:])
	k.leave()
	_, err = k.send("too late")
	wantStatusCode(t, err, 403)
}
