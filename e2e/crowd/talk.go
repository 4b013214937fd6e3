package crowd

import (
	"context"
	"fmt"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/chatclient"
	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/ledger"
)

// Names of the two sides.
const (
	customerName = "Ada"
	agentName    = "Robin"
)

// party is one side of a talk.
type party interface {
	name() string
	// text is the n-th thing to say, different from what anybody else says.
	text(n int) string
	// say sends a text and answers its id; not ok when it may or may not have
	// been stored.
	say(ctx context.Context, text string) (id string, ok bool)
	// read reads the messages that the party can see, oldest first, by contact.
	read(c *Crowd) map[string][]ledger.Entry
}

// talk is one chat of two.
type talk struct {
	contact         string
	customer, agent party
	book            *ledger.Chat
	past            *talk // what it continues; nil for none

	hush     context.CancelFunc
	speakers sync.WaitGroup
}

func (k *talk) parties() []party { return []party{k.customer, k.agent} }

// unheard names a message that is not acknowledged and still may be.
func (k *talk) unheard() string {
	for _, p := range k.parties() {
		if _, persistent := p.(*person); !persistent {
			continue
		}
		if begun, acknowledged := k.book.Sent(p.name()); begun != acknowledged {
			return fmt.Sprintf("%s has said %d things in chat %s and was heard %d times", p.name(), begun, k.contact, acknowledged)
		}
	}
	return ""
}

// history is what the customer can read, by contact.
func (k *talk) history(c *Crowd) map[string][]ledger.Entry { return k.customer.read(c) }

// meet starts a chat of two persons, which may continue another.
func (c *Crowd) meet(past *talk) *talk {
	c.t.Helper()
	options := chatclient.StartOptions{ContactFlowID: c.flow, DisplayName: customerName}
	if past != nil {
		options.PersistentChat = &chatclient.PersistentChat{
			RehydrationType: chatclient.EntirePastSession, SourceContactID: past.contact,
		}
	}
	details := c.startChat(options)
	k := &talk{contact: details.ContactID, book: new(ledger.Chat), past: past}
	k.customer = c.join(customerName, details, k.book)
	k.agent = c.join(agentName, c.invite(details.ContactID), k.book)
	return k
}

// meetAsPages starts a chat of two pages.
func (c *Crowd) meetAsPages() *talk {
	c.t.Helper()
	details := c.startChat(chatclient.StartOptions{ContactFlowID: c.flow, DisplayName: customerName})
	k := &talk{contact: details.ContactID, book: new(ledger.Chat)}
	k.customer = c.open(customerName, details, k.book)
	k.agent = c.open(agentName, c.invite(details.ContactID), k.book)
	return k
}

// startChat starts a chat, however long it takes.
func (c *Crowd) startChat(o chatclient.StartOptions) chatclient.ChatDetails {
	c.t.Helper()
	o.Endpoint, o.HTTPClient, o.RetryFor = c.server.URL, c.config.HTTPClient, patience
	details, err := chatclient.Start(c.t.Context(), o)
	if err != nil {
		c.t.Fatalf("start a chat: %v", err)
	}
	return details
}

// invite adds somebody who talks like an agent to a chat.
func (c *Crowd) invite(contact string) chatclient.ChatDetails {
	c.t.Helper()
	in := &connect.CreateParticipantInput{
		InstanceId: aws.String(c.server.InstanceID()), ContactId: aws.String(contact),
		ClientToken: aws.String("invite " + contact),
		ParticipantDetails: &types.ParticipantDetailsToAdd{
			DisplayName: aws.String(agentName), ParticipantRole: types.ParticipantRoleCustomBot,
		},
	}
	var out *connect.CreateParticipantOutput
	c.insist("invite", func() (err error) {
		out, err = c.server.Connect().CreateParticipant(c.t.Context(), in)
		return err
	})
	return chatclient.ChatDetails{
		ContactID: contact, InitialContactID: contact, ParticipantID: aws.ToString(out.ParticipantId),
		ParticipantToken: aws.ToString(out.ParticipantCredentials.ParticipantToken),
	}
}

// detailsFor are what ChatJS calls the details of a chat.
func detailsFor(d chatclient.ChatDetails) chatjs.Details {
	return chatjs.Details{
		ContactID: d.ContactID, InitialContactID: d.InitialContactID,
		ParticipantID: d.ParticipantID, ParticipantToken: d.ParticipantToken,
	}
}
