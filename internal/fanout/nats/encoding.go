package nats

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/fanout"
)

// A message is a byte for the version, one for the kind, and the fields of the
// event in a fixed order: texts with their length before them, numbers as
// varints, times as milliseconds since 1970, which is all that the domain's
// instants hold. The session is not in it: the subject names it.
//
// Nodes of two versions share a NATS while they are replaced one by one, so any
// change to the fields is a new version. Neither understands the other's events
// then, and both heal them as lost ones. A new kind that travels under keys of its
// own is none: who does not know it does not listen there.
const version = 1

const (
	kindItem    = 1
	kindReceipt = 2
	kindAgent   = 3
)

// flagUnlisted is the one bit of an item's flags.
const flagUnlisted = 1

var (
	errVersion = errors.New("fanout/nats: a message of another version")
	errDamaged = errors.New("fanout/nats: a damaged message")
)

// encode appends an event to b. An event of no kind is an error.
func encode(b []byte, e fanout.Event) ([]byte, error) {
	switch {
	case e.Item != nil:
		return appendItem(append(b, version, kindItem), e.Item), nil
	case e.Receipt != nil:
		return appendReceipt(append(b, version, kindReceipt), e.Receipt), nil
	case e.Agent != nil:
		return appendAgent(append(b, version, kindAgent), e.Agent), nil
	default:
		return nil, errors.New("fanout/nats: an event without item, receipt or agent")
	}
}

// decode reads an event of a session.
func decode(id chat.SessionID, data []byte) (fanout.Event, error) {
	if len(data) < 2 {
		return fanout.Event{}, errDamaged
	}
	if data[0] != version {
		return fanout.Event{}, fmt.Errorf("%w: %d", errVersion, data[0])
	}
	e := fanout.Event{SessionID: id}
	r := &reader{data: data, text: string(data), at: 2}
	switch data[1] {
	case kindItem:
		e.Item = r.item(id)
	case kindReceipt:
		e.Receipt = r.receipt(id)
	case kindAgent:
		e.Agent = r.agent()
	default:
		return fanout.Event{}, errDamaged
	}
	if r.damaged || r.at != len(data) {
		return fanout.Event{}, errDamaged
	}
	return e, nil
}

func appendItem(b []byte, i *chat.Item) []byte {
	b = appendText(b, i.ID)
	b = appendText(b, i.ContactID)
	b = binary.AppendUvarint(b, uint64(i.Seq))
	b = appendTime(b, i.Time)
	b = appendText(b, i.Type)
	b = appendText(b, i.ContentType)
	b = appendText(b, i.Content)
	b = appendText(b, i.Visibility)
	b = appendText(b, i.ParticipantID)
	b = appendText(b, i.Role)
	b = appendText(b, i.DisplayName)
	var flags byte
	if i.Unlisted {
		flags = flagUnlisted
	}
	b = append(b, flags)
	b = binary.AppendUvarint(b, uint64(len(i.Attachments)))
	for _, a := range i.Attachments {
		b = appendText(b, a.ID)
		b = appendText(b, a.Name)
		b = appendText(b, a.ContentType)
		b = appendText(b, a.Status)
	}
	return b
}

func (r *reader) item(id chat.SessionID) *chat.Item {
	i := &chat.Item{
		ID: chat.ItemID(r.string()), SessionID: id, ContactID: chat.ContactID(r.string()),
		Seq: chat.Seq(r.uvarint()), Time: r.time(),
		Type: chat.ItemType(r.string()), ContentType: r.string(), Content: r.string(),
		Visibility:    chat.Visibility(r.string()),
		ParticipantID: chat.ParticipantID(r.string()), Role: chat.Role(r.string()), DisplayName: r.string(),
	}
	flags := r.byte()
	r.damaged = r.damaged || flags&^flagUnlisted != 0
	i.Unlisted = flags&flagUnlisted != 0
	for n := r.uvarint(); n > 0 && !r.damaged; n-- {
		i.Attachments = append(i.Attachments, chat.Attachment{
			ID: r.string(), Name: r.string(), ContentType: r.string(), Status: r.string(),
		})
	}
	return i
}

func appendReceipt(b []byte, e *fanout.ReceiptEvent) []byte {
	b = binary.AppendUvarint(b, uint64(e.Seq))
	b = appendText(b, e.Recipient)
	b = appendTime(b, e.DeliveredAt)
	b = appendTime(b, e.ReadAt)
	b = appendText(b, e.MessageID)
	b = appendText(b, e.Author)
	return appendText(b, e.ContactID)
}

func (r *reader) receipt(id chat.SessionID) *fanout.ReceiptEvent {
	return &fanout.ReceiptEvent{
		Receipt: chat.Receipt{
			SessionID: id, Seq: chat.Seq(r.uvarint()), Recipient: chat.ParticipantID(r.string()),
			DeliveredAt: r.time(), ReadAt: r.time(),
		},
		MessageID: chat.ItemID(r.string()), Author: chat.ParticipantID(r.string()), ContactID: chat.ContactID(r.string()),
	}
}

func appendAgent(b []byte, e *fanout.AgentEvent) []byte {
	return appendText(appendText(b, e.InstanceID), e.UserID)
}

func (r *reader) agent() *fanout.AgentEvent {
	return &fanout.AgentEvent{InstanceID: chat.InstanceID(r.string()), UserID: chat.UserID(r.string())}
}

func appendText[T ~string](b []byte, s T) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func appendTime(b []byte, t time.Time) []byte { return binary.AppendVarint(b, t.UnixMilli()) }

// reader reads fields one after another. After the first that is not whole it
// is damaged and gives zeros.
type reader struct {
	data    []byte
	text    string // the same, so that all texts share one allocation
	at      int
	damaged bool
}

func (r *reader) byte() byte {
	if r.damaged || r.at == len(r.data) {
		r.damaged = true
		return 0
	}
	r.at++
	return r.data[r.at-1]
}

func (r *reader) uvarint() uint64 {
	if r.damaged {
		return 0
	}
	v, n := binary.Uvarint(r.data[r.at:])
	return advance(r, v, n)
}

func (r *reader) time() time.Time {
	if r.damaged {
		return time.Time{}
	}
	v, n := binary.Varint(r.data[r.at:])
	return time.UnixMilli(advance(r, v, n)).UTC()
}

// advance steps over a varint of n bytes; n is not above zero when it is not one.
func advance[T uint64 | int64](r *reader, v T, n int) T {
	if n <= 0 {
		r.damaged = true
		return 0
	}
	r.at += n
	return v
}

func (r *reader) string() string {
	n := r.uvarint()
	if r.damaged || n > uint64(len(r.data)-r.at) {
		r.damaged = true
		return ""
	}
	r.at += int(n)
	return r.text[r.at-int(n) : r.at]
}
