package gateway

import (
	"sync"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// The envelope of a pushed item: the item's JSON is its content, as a string.
// client: amazon-connect-chatjs src/core/connectionHelpers/LpcConnectionHelper.js.
const (
	envelopeHead = `{"topic":"aws/chat","contentType":"application/json","content":`
	envelopeTail = `}`
)

// scratch holds the item's JSON until it has been quoted into the envelope.
var scratch = sync.Pool{New: func() any { b := make([]byte, 0, 1024); return &b }}

// ItemJSON writes an item as clients get it, but for the envelope and what is known of
// its receipts.
func ItemJSON(item *chat.Item) []byte { return appendItem(nil, item, nil) }

// itemFrame encodes an item with the receipts that cover it.
func itemFrame(item *chat.Item, receipts []chat.Receipt) frame {
	return envelope(func(b []byte) []byte { return appendItem(b, item, receipts) })
}

// receiptFrame encodes the push that tells an author of a receipt.
// client: amazon-connect-chatjs src/core/MessageReceiptsUtil.js.
func receiptFrame(r chat.Receipt, message chat.ItemID, contact chat.ContactID) frame {
	return envelope(func(b []byte) []byte { return appendReceiptPush(b, r, message, contact) })
}

func envelope(appendContent func([]byte) []byte) frame {
	p := scratch.Get().(*[]byte)
	defer scratch.Put(p)
	content := appendContent((*p)[:0])
	*p = content

	// Most bytes go over unquoted; an eighth more spares a second allocation.
	size := maxHeader + len(envelopeHead) + len(content) + len(content)/8 + 64
	buf := append(make([]byte, maxHeader, size), envelopeHead...)
	buf = appendString(buf, content)
	return textFrame(append(buf, envelopeTail...))
}

// appendItem writes an item in wire names. Members without a value are left out,
// never null. ChatJS drops items without the contact that it knows, so both ids
// are there.
//
// spec: Item
// client: amazon-connect-chatjs src/core/connectionHelpers/LpcConnectionHelper.js
func appendItem(b []byte, item *chat.Item, receipts []chat.Receipt) []byte {
	b = append(b, `{"Id":`...)
	b = appendString(b, item.ID)
	b = appendMember(b, `,"Type":`, item.Type)
	b = appendMember(b, `,"ContentType":`, item.ContentType)
	if item.Content != "" || item.Type == chat.TypeMessage {
		b = append(b, `,"Content":`...)
		b = appendString(b, item.Content)
	}
	b = appendInstant(b, `,"AbsoluteTime":`, item.Time)
	b = appendMember(b, `,"ContactId":`, item.ContactID)
	b = appendMember(b, `,"InitialContactId":`, item.SessionID.Initial())
	b = appendAuthor(b, item)
	b = appendAttachments(b, item.Attachments)
	if item.Visibility == chat.VisibleToAgents { // what customers get has published members only
		b = appendMember(b, `,"MessageVisibility":`, item.Visibility)
	}
	b = appendMetadata(b, item, receipts)
	return append(b, '}')
}

// appendAuthor writes who sent an item. The Android client fails on events of a
// participant without a name, so a name goes out even when it is empty; events
// of the chat itself have no author. client: amazon-connect-chat-android.
func appendAuthor(b []byte, item *chat.Item) []byte {
	if item.ParticipantID == "" && item.Role == "" {
		return b
	}
	b = appendMember(b, `,"ParticipantId":`, item.ParticipantID)
	b = appendMember(b, `,"ParticipantRole":`, item.Role)
	b = append(b, `,"DisplayName":`...)
	return appendString(b, item.DisplayName)
}

func appendAttachments(b []byte, attachments []chat.Attachment) []byte {
	if len(attachments) == 0 {
		return b
	}
	b = append(b, `,"Attachments":[`...)
	for i, a := range attachments {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"AttachmentId":`...)
		b = appendString(b, a.ID)
		b = appendMember(b, `,"AttachmentName":`, a.Name)
		b = appendMember(b, `,"ContentType":`, a.ContentType)
		b = appendMember(b, `,"Status":`, a.Status)
		b = append(b, '}')
	}
	return append(b, ']')
}

// appendMetadata writes a message's metadata. The Android client fails on one
// without MessageId. client: amazon-connect-chat-android.
func appendMetadata(b []byte, item *chat.Item, receipts []chat.Receipt) []byte {
	if item.Type != chat.TypeMessage && len(receipts) == 0 {
		return b
	}
	b = append(b, `,"MessageMetadata":{"MessageId":`...)
	b = appendString(b, item.ID)
	return append(appendReceipts(b, receipts), '}')
}

func appendReceipts(b []byte, receipts []chat.Receipt) []byte {
	if len(receipts) == 0 {
		return b
	}
	b = append(b, `,"Receipts":[`...)
	for i, r := range receipts {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"RecipientParticipantId":`...)
		b = appendString(b, r.Recipient)
		b = appendInstant(b, `,"DeliveredTimestamp":`, r.DeliveredAt)
		b = appendInstant(b, `,"ReadTimestamp":`, r.ReadAt)
		b = append(b, '}')
	}
	return append(b, ']')
}

func appendReceiptPush(b []byte, r chat.Receipt, message chat.ItemID, contact chat.ContactID) []byte {
	at, kind := r.DeliveredAt, "delivered"
	if !r.ReadAt.IsZero() {
		at, kind = r.ReadAt, "read"
	}
	// The id is the same whenever the same receipt is pushed, and differs for
	// delivered and read, so that a client which drops repeats takes both.
	id := chat.ItemIDFor(r.Recipient, kind+"\x00"+string(message))
	b = append(b, `{"Id":`...)
	b = appendString(b, id)
	b = appendMember(b, `,"Type":`, chat.TypeMessageMetadata)
	b = appendMember(b, `,"ContentType":`, chat.EventMessageMetadata)
	b = appendInstant(b, `,"AbsoluteTime":`, at)
	b = appendMember(b, `,"ContactId":`, contact)
	b = appendMember(b, `,"InitialContactId":`, r.SessionID.Initial())
	b = append(b, `,"MessageMetadata":{"MessageId":`...)
	b = appendString(b, message)
	b = appendReceipts(b, []chat.Receipt{r})
	return append(b, `}}`...)
}

// appendMember writes a string member, or nothing when the value is empty. key
// carries its comma, quotes and colon.
func appendMember[S ~string](b []byte, key string, value S) []byte {
	if value == "" {
		return b
	}
	return appendString(append(b, key...), value)
}

func appendInstant(b []byte, key string, t time.Time) []byte {
	return appendMember(b, key, chat.FormatInstant(t))
}
