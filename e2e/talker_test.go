package e2e

import (
	"context"
	"fmt"
	"testing"

	awsv1 "github.com/aws/aws-sdk-go/aws"
	participant "github.com/aws/aws-sdk-go/service/connectparticipant"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// talker is a participant without a socket, on the AWS SDK for Go v1: what a
// back end or a bot is.
type talker struct {
	t      *testing.T
	client *participant.ConnectParticipant
	token  string
}

// talk connects a participant.
func talk(t *testing.T, s *rejoin.Server, d chatjs.Details) talker {
	t.Helper()
	k := talkWith(t, s, "")
	out, err := k.client.CreateParticipantConnectionWithContext(t.Context(), &participant.CreateParticipantConnectionInput{
		ParticipantToken:   awsv1.String(d.ParticipantToken),
		Type:               awsv1.StringSlice([]string{participant.ConnectionTypeConnectionCredentials}),
		ConnectParticipant: awsv1.Bool(true),
	})
	if err != nil {
		t.Fatal(err)
	}
	k.token = awsv1.StringValue(out.ConnectionCredentials.ConnectionToken)
	return k
}

// talkWith is a talker who has a connection token already.
func talkWith(t *testing.T, s *rejoin.Server, token string) talker {
	t.Helper()
	client, err := s.Participant()
	if err != nil {
		t.Fatal(err)
	}
	return talker{t, client, token}
}

// say sends a plain text and answers its id.
func (k talker) say(text string) string {
	k.t.Helper()
	out, err := k.send(text)
	if err != nil {
		k.t.Fatal(err)
	}
	return awsv1.StringValue(out.Id)
}

func (k talker) send(text string) (*participant.SendMessageOutput, error) {
	return k.client.SendMessageWithContext(k.t.Context(), &participant.SendMessageInput{
		ConnectionToken: awsv1.String(k.token), ContentType: awsv1.String(chatjs.Plain), Content: awsv1.String(text),
	})
}

// keepTalking sends one item after the other until enough is called, which gives the
// ids of those that were acknowledged, in order. Calls that fail are not.
func (k talker) keepTalking() (enough func() []string) {
	said := make(chan []string, 1)
	ctx, stop := context.WithCancel(k.t.Context())
	// Ends with enough, or with the test.
	go func() {
		var ids []string
		for n := 0; ctx.Err() == nil; n++ {
			if out, err := k.send(fmt.Sprintf("item %d", n)); err == nil {
				ids = append(ids, *out.Id)
			}
		}
		said <- ids
	}()
	return func() []string {
		stop()
		return <-said
	}
}

// leave disconnects.
func (k talker) leave() {
	k.t.Helper()
	if err := k.disconnect(); err != nil {
		k.t.Fatal(err)
	}
}

func (k talker) disconnect() error {
	_, err := k.client.DisconnectParticipantWithContext(k.t.Context(), &participant.DisconnectParticipantInput{
		ConnectionToken: awsv1.String(k.token),
	})
	return err
}
