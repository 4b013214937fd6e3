package e2e

import (
	"net/http"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
)

var receiptRows = []row{
	{16, "receipts_with_one_client_token_all_count", receiptsWithOneClientTokenAllCount},
	{70, "delivered_receipt_reaches_the_author", deliveredReceiptReachesTheAuthor},
	{71, "read_receipt_has_its_time", readReceiptHasItsTime},
	{72, "reader_hears_no_receipt_of_its_own", readerHearsNoReceiptOfItsOwn},
	{74, "repeated_receipt_moves_nothing", repeatedReceiptMovesNothing},
	{75, "transcript_carries_receipts_on_messages", transcriptCarriesReceiptsOnMessages},
	{76, "receipt_content_may_hold_more", receiptContentMayHoldMore},
	{77, "receipt_content_as_object_is_no_server_error", receiptContentAsObjectIsNoServerError},
	{78, "transcript_model_becomes_delivered_then_read", transcriptModelBecomesDeliveredThenRead},
}

// pair is a customer and who talks to them, both with a page.
func pair(t *testing.T) (customer, agent *chatjs.Participant) {
	t.Helper()
	s := sharedServer(t)
	customer = arrive(t, s)
	return customer, agentPage(t, s, customer.Details)
}

// about matches a receipt push for a message.
func about(id string) func(chatjs.Item) bool {
	return func(i chatjs.Item) bool { return i.MessageMetadata != nil && i.MessageMetadata.MessageID == id }
}

func receiptsWithOneClientTokenAllCount(t *testing.T) {
	customer, agent := pair(t)
	for range 3 {
		id := customer.Say("read me").ID
		agent.AwaitMessage(id)
		agent.Report(chatjs.Read, id)
		customer.Await(0, "onReadReceipt", about(id))
	}
	for _, item := range messages(history(t, customer, 100)) {
		if item.MessageMetadata == nil || len(item.MessageMetadata.Receipts) != 1 {
			t.Errorf("message %s: got metadata %+v, want one receipt", item.ID, item.MessageMetadata)
		}
	}
}

func deliveredReceiptReachesTheAuthor(t *testing.T) {
	customer, agent := pair(t)
	id := customer.Say("did it arrive?").ID
	agent.AwaitMessage(id)
	agent.Report(chatjs.Delivered, id)
	got := customer.Await(0, "onDeliveredReceipt", about(id)).Data.MessageMetadata.Receipts
	if len(got) != 1 || got[0].RecipientParticipantID != agent.Details.ParticipantID || !instant.MatchString(got[0].DeliveredTimestamp) || got[0].ReadTimestamp != "" {
		t.Errorf("got receipts %+v, want one delivered to %s", got, agent.Details.ParticipantID)
	}
}

func readReceiptHasItsTime(t *testing.T) {
	customer, agent := pair(t)
	id := customer.Say("did you read it?").ID
	agent.AwaitMessage(id)
	agent.Report(chatjs.Read, id)
	got := customer.Await(0, "onReadReceipt", about(id)).Data.MessageMetadata.Receipts
	if len(got) != 1 || got[0].RecipientParticipantID != agent.Details.ParticipantID || !instant.MatchString(got[0].ReadTimestamp) {
		t.Errorf("got receipts %+v, want one read by %s", got, agent.Details.ParticipantID)
	}
}

func readerHearsNoReceiptOfItsOwn(t *testing.T) {
	customer, agent := pair(t)
	id := customer.Say("read silently").ID
	agent.AwaitMessage(id)
	agent.Report(chatjs.Read, id)
	customer.Await(0, "onReadReceipt", about(id))
	agent.AwaitMessage(customer.Say("next").ID)
	for _, handler := range []string{"onReadReceipt", "onDeliveredReceipt"} {
		if got := len(agent.Handled(0, handler)); got != 0 {
			t.Errorf("the reader: got %s %d times, want never", handler, got)
		}
	}
}

func repeatedReceiptMovesNothing(t *testing.T) {
	customer, agent := pair(t)
	id := customer.Say("read me twice").ID
	agent.AwaitMessage(id)
	agent.Report(chatjs.Read, id)
	customer.Await(0, "onReadReceipt", about(id))
	first := receiptsOf(t, customer, id)
	// A page that was refreshed reports again what it shows again.
	again := chatjs.Join(t, sharedServer(t).URL, agent.Details, chatjs.Options{PromptReceipts: true})
	again.Report(chatjs.Read, id)
	if second := receiptsOf(t, customer, id); len(first) != 1 || len(second) != 1 || first[0] != second[0] {
		t.Errorf("got receipts %+v and then %+v, want one and the same", first, second)
	}
}

// receiptsOf are those in the transcript.
func receiptsOf(t *testing.T, p *chatjs.Participant, id string) []chatjs.Receipt {
	t.Helper()
	for _, item := range history(t, p, 100) {
		if item.ID == id && item.MessageMetadata != nil {
			return item.MessageMetadata.Receipts
		}
	}
	return nil
}

func transcriptCarriesReceiptsOnMessages(t *testing.T) {
	customer, agent := pair(t)
	id := customer.Say("for the record").ID
	agent.AwaitMessage(id)
	agent.Report(chatjs.Delivered, id)
	customer.Await(0, "onDeliveredReceipt", about(id))
	agent.Report(chatjs.Read, id)
	customer.Await(0, "onReadReceipt", about(id))
	got := receiptsOf(t, customer, id)
	if len(got) != 1 || got[0].RecipientParticipantID != agent.Details.ParticipantID || got[0].DeliveredTimestamp == "" || got[0].ReadTimestamp == "" {
		t.Errorf("got receipts %+v, want one of %s, delivered and read", got, agent.Details.ParticipantID)
	}
	for _, item := range history(t, customer, 100) {
		if item.Type == "MESSAGEMETADATA" {
			t.Errorf("got item %s of type MESSAGEMETADATA in the transcript", item.ID)
		}
	}
}

func receiptContentMayHoldMore(t *testing.T) {
	customer, agent := pair(t)
	id := customer.Say("with more").ID
	agent.AwaitMessage(id)
	_, err := agent.SendEvent(chatjs.Read, `{"messageId":"`+id+`","disableThrottle":true,"more":{"a":[1]}}`)
	if err != nil {
		t.Fatal(err)
	}
	customer.Await(0, "onReadReceipt", about(id))
}

func receiptContentAsObjectIsNoServerError(t *testing.T) {
	customer, agent := pair(t)
	id := customer.Say("as an object").ID
	agent.AwaitMessage(id)
	_, err := agent.SendEvent(chatjs.Read, map[string]any{"messageId": id, "disableThrottle": true})
	if err != nil {
		if r := rejected(t, err); r.StatusCode != http.StatusBadRequest {
			t.Errorf("got %s, want 200 or 400", r.Raw)
		}
	}
}

func transcriptModelBecomesDeliveredThenRead(t *testing.T) {
	s := sharedServer(t)
	customer := chatjs.Join(t, s.URL, start(t, s), chatjs.Options{Transcripts: true})
	agent := agentPage(t, s, customer.Details)
	id := customer.Say("watch me").ID
	agent.AwaitMessage(id)
	agent.Report(chatjs.Delivered, id)
	customer.AwaitStatus(id, "DELIVERED")
	agent.Report(chatjs.Read, id)
	customer.AwaitStatus(id, "READ")
}
