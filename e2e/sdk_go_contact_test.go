package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
)

// What a back end does with contacts, with the AWS SDK for Go v2.
func TestGoSDKContacts(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	d := start(t, s, func(in *connect.StartChatContactInput) {
		in.Attributes = map[string]string{"customerName": customerName}
		in.InitialMessage = &types.ChatMessage{ContentType: aws.String(chatjs.Plain), Content: aws.String("I am early")}
	})
	contact := aws.String(d.ContactID)

	_, err := client.UpdateContactAttributes(t.Context(), &connect.UpdateContactAttributesInput{
		InstanceId: instance, InitialContactId: contact, Attributes: map[string]string{"order": "7"},
	})
	must(t, err)
	attributes, err := client.GetContactAttributes(t.Context(), &connect.GetContactAttributesInput{
		InstanceId: instance, InitialContactId: contact,
	})
	must(t, err)
	if got := attributes.Attributes; got["customerName"] != customerName || got["order"] != "7" {
		t.Errorf("got attributes %v, want those of the start and the update", got)
	}

	_, err = client.UpdateContact(t.Context(), &connect.UpdateContactInput{
		InstanceId: instance, ContactId: contact, Name: aws.String("about an order"),
	})
	must(t, err)
	_, err = client.TagContact(t.Context(), &connect.TagContactInput{
		InstanceId: instance, ContactId: contact, Tags: map[string]string{"team": "parcels", "season": "winter"},
	})
	must(t, err)
	_, err = client.UntagContact(t.Context(), &connect.UntagContactInput{
		InstanceId: instance, ContactId: contact, TagKeys: []string{"season"},
	})
	must(t, err)
	got := describe(t, client, instance, d.ContactID)
	if aws.ToString(got.Name) != "about an order" || got.Tags["team"] != "parcels" || got.Tags["season"] != "" {
		t.Errorf("got name %q and tags %v, want what was set", aws.ToString(got.Name), got.Tags)
	}
	if got.Channel != types.ChannelChat || got.InitiationMethod != types.ContactInitiationMethodApi || got.QueueInfo == nil {
		t.Errorf("got %s by %s in queue %v, want a chat by API in a queue", got.Channel, got.InitiationMethod, got.QueueInfo)
	}

	_, err = client.UpdateContact(t.Context(), &connect.UpdateContactInput{InstanceId: instance, ContactId: contact, References: map[string]types.Reference{
		"shop": {Type: types.ReferenceTypeUrl, Value: aws.String("https://example.com/7")}, "order": {Type: types.ReferenceTypeNumber, Value: aws.String("7")},
	}})
	must(t, err)
	listed, err := client.ListContactReferences(t.Context(), &connect.ListContactReferencesInput{
		InstanceId: instance, ContactId: contact, ReferenceTypes: []types.ReferenceType{types.ReferenceTypeUrl},
	})
	must(t, err)
	if len(listed.ReferenceSummaryList) != 1 {
		t.Fatalf("got references %v, want one", listed.ReferenceSummaryList)
	}
	if r, ok := listed.ReferenceSummaryList[0].(*types.ReferenceSummaryMemberUrl); !ok || aws.ToString(r.Value.Name) != "shop" || aws.ToString(r.Value.Value) != "https://example.com/7" {
		t.Errorf("got %+v, want the link to the shop", listed.ReferenceSummaryList[0])
	}

	_, err = client.StopContact(t.Context(), &connect.StopContactInput{InstanceId: instance, ContactId: contact})
	must(t, err)
	if got := describe(t, client, instance, d.ContactID); got.DisconnectTimestamp == nil {
		t.Error("got no DisconnectTimestamp, want one after StopContact")
	}
	_, err = client.StopContact(t.Context(), &connect.StopContactInput{InstanceId: instance, ContactId: contact})
	wantCode(t, err, "ContactNotFoundException")
}

func describe(t *testing.T, client *connect.Client, instance *string, contact string) *types.Contact {
	t.Helper()
	out, err := client.DescribeContact(t.Context(), &connect.DescribeContactInput{InstanceId: instance, ContactId: aws.String(contact)})
	must(t, err)
	return out.Contact
}

// must ends the test when a call failed.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Contacts of a session name each other, and a continued session names its past.
func TestGoSDKLinkedContacts(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	chat := segments(t, s)
	chat.end()
	now := start(t, s, continuing(types.RehydrationTypeFromSegment, chat.contacts[1]))

	second := describe(t, client, instance, chat.contacts[1])
	if got := aws.ToString(second.PreviousContactId); got != chat.contacts[0] {
		t.Errorf("second contact: got PreviousContactId %s, want %s", got, chat.contacts[0])
	}
	if got := aws.ToString(second.InitialContactId); got != chat.contacts[0] {
		t.Errorf("second contact: got InitialContactId %s, want %s", got, chat.contacts[0])
	}
	if second.InitiationMethod != types.ContactInitiationMethodDisconnect {
		t.Errorf("second contact: got initiated by %s, want DISCONNECT", second.InitiationMethod)
	}
	if got := aws.ToString(describe(t, client, instance, now.ContactID).RelatedContactId); got != chat.contacts[1] {
		t.Errorf("new contact: got RelatedContactId %s, want %s", got, chat.contacts[1])
	}

	associated, err := client.ListAssociatedContacts(t.Context(), &connect.ListAssociatedContactsInput{
		InstanceId: instance, ContactId: aws.String(now.ContactID),
	})
	must(t, err)
	var listed []string
	for _, c := range associated.ContactSummaryList {
		listed = append(listed, aws.ToString(c.ContactId))
	}
	wantSame(t, "associated contacts", listed, append(chat.contacts, now.ContactID))
}

// What is not for chats is refused as the service refuses it.
func TestGoSDKTransferAndResumeAreNotForChats(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	contact := aws.String(start(t, s).ContactID)
	_, err := client.TransferContact(t.Context(), &connect.TransferContactInput{
		InstanceId: instance, ContactId: contact, ContactFlowId: aws.String(s.FlowID()),
	})
	wantCode(t, err, "InvalidRequestException")
	_, err = client.ResumeContact(t.Context(), &connect.ResumeContactInput{InstanceId: instance, ContactId: contact})
	wantCode(t, err, "InvalidRequestException")
}

// A client token makes a repeated start the same chat.
func TestGoSDKClientTokenRepeatsTheAnswer(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	mine := func(in *connect.StartChatContactInput) { in.ClientToken = aws.String(t.Name()) }
	first, second := start(t, s, mine), start(t, s, mine)
	if first != second {
		t.Errorf("got %+v and then %+v, want the same", first, second)
	}
	_, err := startOutput(t, s, mine, contentTypes(chatjs.Markdown))
	wantCode(t, err, "InvalidRequestException")
}

// A wrong signature is refused at the front door.
func TestGoSDKWrongKeyIsRefused(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	for name, key := range map[string]aws.Credentials{
		"SignatureDoesNotMatch":       {AccessKeyID: s.Settings["AWS_ACCESS_KEY_ID"], SecretAccessKey: "wrong"},
		"UnrecognizedClientException": {AccessKeyID: "AKIAUNKNOWN", SecretAccessKey: "wrong"},
	} {
		_, err := s.Connect().ListInstances(t.Context(), &connect.ListInstancesInput{}, func(o *connect.Options) {
			o.Credentials = aws.CredentialsProviderFunc(fixed(key))
		})
		wantOneOf(t, err, name, "InvalidSignatureException")
	}
}
