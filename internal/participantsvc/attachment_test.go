package participantsvc_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/api/participant"
	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/attachment"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/connectsvc/servicetest"
	"github.com/rejoin-chat/rejoin/internal/conversation"
)

// begins is the body of an upload of three bytes under a client token.
func begins(clientToken string) string {
	return fmt.Sprintf(`{"AttachmentName":"a.png","ContentType":"image/png","AttachmentSizeInBytes":3,"ClientToken":%q}`, clientToken)
}

func completes(id string) string {
	return fmt.Sprintf(`{"AttachmentIds":[%q],"ClientToken":"done"}`, id)
}
func asksFor(id string) string { return fmt.Sprintf(`{"AttachmentId":%q}`, id) }

// uploads begins an upload and has its bytes arrive.
func (s *site) uploads(t *testing.T, c servicetest.Chat, clientToken string) (id string) {
	t.Helper()
	out := read[participant.StartAttachmentUploadOutput](t, s.call(t, "start-attachment-upload", c.Connection, begins(clientToken)))
	u := chat.Upload{ID: chat.AttachmentID(*out.AttachmentId), Sender: c.ParticipantID, Name: "a.png", ContentType: "image/png", Bytes: 3}
	if err := s.Attachments.Keep(t.Context(), u, []byte("abc")); err != nil {
		t.Fatal(err)
	}
	return *out.AttachmentId
}

// attaches is uploads, and completes it.
func (s *site) attaches(t *testing.T, c servicetest.Chat) (id string) {
	t.Helper()
	id = s.uploads(t, c, "u")
	want(t, s.call(t, "complete-attachment-upload", c.Connection, completes(id)), 200, "")
	return id
}

func TestAFileIsAttached(t *testing.T) {
	s := newSite(t)
	c := s.Chat(t)
	first := read[participant.StartAttachmentUploadOutput](t, s.call(t, "start-attachment-upload", c.Connection, begins("u")))
	if url := *first.UploadMetadata.Url; !strings.Contains(url, attachment.UploadPath) || first.UploadMetadata.HeadersToInclude["Content-Type"] != "image/png" {
		t.Errorf("got %s, %v", url, first.UploadMetadata.HeadersToInclude)
	}
	id := s.attaches(t, c) // under the token from before
	if id != *first.AttachmentId {
		t.Errorf("got %s by a repeat, want %s", id, *first.AttachmentId)
	}
	newest := history(t, s, c).Transcript[0]
	if *newest.Type != "ATTACHMENT" || *newest.ContentType != "image/png" || newest.Content != nil || *newest.ParticipantId != string(c.ParticipantID) {
		t.Errorf("got %s", s.call(t, "transcript", c.Connection, "{}").Text)
	}
	if a := newest.Attachments[0]; *a.AttachmentId != id || *a.AttachmentName != "a.png" || *a.ContentType != "image/png" || *a.Status != "APPROVED" {
		t.Errorf("got attachment %s %s %s %s", *a.AttachmentId, *a.AttachmentName, *a.ContentType, *a.Status)
	}
	got := read[participant.GetAttachmentOutput](t, s.call(t, "attachment", c.Connection, asksFor(id)))
	if until := chat.FormatInstant(s.Clock.Now().Add(5 * time.Minute)); *got.UrlExpiry != until || *got.AttachmentSizeInBytes != 3 || !strings.Contains(*got.Url, archive.LinkPath) {
		t.Errorf("got %s until %s, %d bytes, want it until %s", *got.Url, *got.UrlExpiry, *got.AttachmentSizeInBytes, until)
	}
}

func TestARepeatedUploadIsOneAndAnotherUnderItsTokenIsRefused(t *testing.T) {
	s := newSite(t)
	c := s.Chat(t)
	s.attaches(t, c)
	before := s.Store.Writes()
	id := s.attaches(t, c)
	if got := len(history(t, s, c).Transcript); got != 4 { // joined, two prompts, the file
		t.Errorf("got %d items after a repeat, want 4", got)
	}
	if got := s.Store.Writes() - before; got > 1 {
		t.Errorf("got %d writes by a repeat", got)
	}
	other := strings.Replace(begins("u"), "a.png", "b.png", 1)
	want(t, s.call(t, "start-attachment-upload", c.Connection, other), 400, "ValidationException")
	// Another participant's token is another one.
	if again := s.attaches(t, s.Chat(t)); again == id {
		t.Errorf("got %s in two chats", id)
	}
}

func TestAChatTakesSoManyAttachments(t *testing.T) {
	s := newSite(t)
	c := s.Chat(t)
	for n := range chat.MaxAttachments {
		want(t, s.call(t, "start-attachment-upload", c.Connection, begins(fmt.Sprint(n))), 200, "")
	}
	want(t, s.call(t, "start-attachment-upload", c.Connection, begins("one too many")), 402, "ServiceQuotaExceededException")
	want(t, s.call(t, "start-attachment-upload", c.Connection, begins("0")), 200, "") // a repeat
}

func TestFilesOfOthersAreNobodysBusiness(t *testing.T) {
	s := newSite(t)
	c, other := s.Chat(t), s.Chat(t)
	id := s.attaches(t, c)
	pending := s.uploads(t, c, "pending")
	bot := s.bot(t, c)

	want(t, s.call(t, "attachment", other.Connection, asksFor(id)), 403, "AccessDeniedException")
	want(t, s.call(t, "attachment", bot, asksFor(id)), 403, "AccessDeniedException") // spec: GetAttachment
	want(t, s.call(t, "attachment", c.Connection, asksFor(pending)), 403, "AccessDeniedException")
	for _, bearer := range []string{other.Connection, bot} {
		want(t, s.call(t, "complete-attachment-upload", bearer, completes(pending)), 400, "ValidationException")
	}
	for _, id := range []string{"x", ".", "../../x", string(c.SessionID) + ".x", string(c.SessionID) + "./x", strings.Repeat("x.", 128)} {
		want(t, s.call(t, "attachment", c.Connection, asksFor(id)), 403, "AccessDeniedException")
		want(t, s.call(t, "complete-attachment-upload", c.Connection, completes(id)), 400, "ValidationException")
	}
	s.End(t, c)
	want(t, s.call(t, "start-attachment-upload", c.Connection, begins("late")), 403, "AccessDeniedException")
	want(t, s.call(t, "complete-attachment-upload", c.Connection, completes(pending)), 403, "AccessDeniedException")
	want(t, s.call(t, "attachment", c.Connection, asksFor(id)), 403, "AccessDeniedException")
}

// Files of the past are there as long as they are seen. spec: Enable persistent chat.
func TestFilesOfThePastAreThere(t *testing.T) {
	s := newSite(t)
	past := s.Chat(t)
	id := s.attaches(t, past)
	s.End(t, past)
	stranger := s.Chat(t)
	want(t, s.call(t, "attachment", stranger.Connection, asksFor(id)), 403, "AccessDeniedException")
	from := past
	for range 3 { // and through chats between
		from = s.Chat(t, func(r *conversation.StartRequest) {
			r.Rehydration = &conversation.Rehydration{Type: chat.EntirePastSession, Source: from.SessionID.Initial()}
		})
		want(t, s.call(t, "attachment", from.Connection, asksFor(id)), 200, "")
		s.End(t, from)
	}
}
