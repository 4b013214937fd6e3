package participantsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/participant"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// GetTranscript reads a page of the history, of this chat and behind it of those
// that it continues. spec: GetTranscript.
func (s *Service) GetTranscript(ctx context.Context, in *participant.GetTranscriptInput) (*participant.GetTranscriptOutput, error) {
	query, err := transcriptQuery(in)
	if err != nil {
		return nil, err
	}
	page, err := s.Conversations.Transcript(ctx, identity(ctx), query)
	if err != nil {
		return nil, err
	}
	out := &participant.GetTranscriptOutput{
		InitialContactId: new(string(page.SessionID.Initial())),
		NextToken:        some(page.NextToken),
		Transcript:       make([]participant.Item, len(page.Entries)), // never absent
	}
	values := make(members, 0, membersOfItem*len(page.Entries))
	for i := range page.Entries {
		out.Transcript[i] = values.item(&page.Entries[i])
	}
	return out, nil
}

func transcriptQuery(in *participant.GetTranscriptInput) (conversation.TranscriptQuery, error) {
	q := conversation.TranscriptQuery{
		Ascending: text(in.SortOrder) == participant.SortKeyAscending,
		NextToken: text(in.NextToken),
		ContactID: chat.ContactID(text(in.ContactId)),
	}
	if in.MaxResults != nil {
		q.Max = int(*in.MaxResults)
	}
	switch text(in.ScanDirection) {
	case participant.ScanDirectionForward:
		q.Scan = store.Forward
	case participant.ScanDirectionBackward:
		q.Scan = store.Backward
	}
	if in.StartPosition == nil {
		return q, nil
	}
	var err error
	q.Start, err = startPosition(in.StartPosition)
	return q, err
}

// startPosition translates a position; one without members is the same as none,
// and web clients send it with every call.
// client: amazon-connect-chatjs src/client/client.js
func startPosition(in *participant.StartPosition) (conversation.StartPosition, error) {
	p := conversation.StartPosition{ID: chat.ItemID(text(in.Id))}
	if in.MostRecent != nil {
		p.MostRecent = new(int(*in.MostRecent))
	}
	if in.AbsoluteTime == nil {
		return p, nil
	}
	t, err := chat.ParseInstant(*in.AbsoluteTime)
	if err != nil || t.IsZero() {
		return p, chat.Invalid("StartPosition.AbsoluteTime", "must be an ISO 8601 time such as 2025-01-31T13:45:30.000Z")
	}
	p.Time = t
	return p, nil
}

// members holds the values of a page's optional members in one piece of memory,
// where they would each have one of their own.
type members []string

// membersOfItem is how many an item usually has.
const membersOfItem = 10

// some is an optional member, absent when it has no value. When the room does
// not suffice, those already handed out stay where they are.
func (m *members) some(value string) *string {
	if value == "" {
		return nil
	}
	return m.any(value)
}

// any is a member that is there whatever its value.
func (m *members) any(value string) *string {
	*m = append(*m, value)
	return &(*m)[len(*m)-1]
}

// item writes an entry. An item of this chat names its contact; one of a past
// chat names it as the related one, never both. spec: Item RelatedContactId.
func (m *members) item(e *conversation.TranscriptEntry) participant.Item {
	item := &e.Item
	out := participant.Item{
		Id:              m.any(string(item.ID)),
		AbsoluteTime:    m.any(chat.FormatInstant(item.Time)),
		Type:            m.any(string(item.Type)),
		ContentType:     m.any(item.ContentType),
		Content:         m.some(item.Content),
		ParticipantId:   m.some(string(item.ParticipantID)),
		ParticipantRole: m.some(string(item.Role)),
		DisplayName:     m.some(item.DisplayName),
		Attachments:     attachments(item.Attachments),
		MessageMetadata: m.metadata(e),
	}
	if e.Past {
		out.RelatedContactId = m.some(string(item.ContactID))
	} else {
		out.ContactId = m.some(string(item.ContactID))
	}
	if item.Visibility == chat.VisibleToAgents { // what customers get has published members only
		out.MessageVisibility = m.some(string(item.Visibility))
	}
	return out
}

func attachments(list []chat.Attachment) []participant.AttachmentItem {
	var out []participant.AttachmentItem
	for _, a := range list {
		out = append(out, participant.AttachmentItem{
			AttachmentId: some(a.ID), AttachmentName: some(a.Name),
			ContentType: some(a.ContentType), Status: some(a.Status),
		})
	}
	return out
}

// metadata holds a message's receipts; events have none.
// client: amazon-connect-chat-interface src/components/Chat/ChatSession.js
func (m *members) metadata(e *conversation.TranscriptEntry) *participant.MessageMetadata {
	if e.Item.Type == chat.TypeEvent {
		return nil
	}
	out := &participant.MessageMetadata{MessageId: m.any(string(e.Item.ID))}
	for _, r := range e.Receipts {
		out.Receipts = append(out.Receipts, participant.Receipt{
			RecipientParticipantId: m.any(string(r.Recipient)),
			DeliveredTimestamp:     m.some(chat.FormatInstant(r.DeliveredAt)),
			ReadTimestamp:          m.some(chat.FormatInstant(r.ReadAt)),
		})
	}
	return out
}

// some is an optional member, absent when it has no value.
func some[S ~string](s S) *string {
	if s == "" {
		return nil
	}
	return new(string(s))
}
