package chat

import (
	"fmt"
	"mime"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The states of an attachment. spec: ArtifactStatus.
const (
	AttachmentApproved   = "APPROVED"
	AttachmentRejected   = "REJECTED"
	AttachmentInProgress = "IN_PROGRESS"
)

// MaxAttachments is how many a chat takes. spec: feature specifications.
const MaxAttachments = 35

// DefaultAttachmentBytes is the largest attachment where nobody says otherwise,
// MaxAttachmentBytes the largest that can be allowed.
// spec: UpdateAttachedFilesConfiguration, MaximumSizeLimitInBytes.
const (
	DefaultAttachmentBytes = 20 << 20
	MaxAttachmentBytes     = 100 << 20
)

// maxMediaType is the longest media type. Ours: an address that says it has to fit into
// 2,000 characters beside a name of 256. spec: UploadMetadata, Url.
const maxMediaType = 127

// attachmentTypes are the extensions of the files that a chat takes.
// spec: feature specifications, supported attachment types.
var attachmentTypes = []string{
	"csv", "doc", "docx", "heic", "jfif", "jpeg", "jpg", "mov", "mp4", "pdf", "png", "ppt", "pptx", "rtf", "txt",
	"wav", "xls", "xlsx",
}

// AttachmentID names an attachment everywhere: its session and the item that tells of
// it.
type AttachmentID string

// NewAttachmentID names the attachment of an item.
func NewAttachmentID(session SessionID, item ItemID) AttachmentID {
	return AttachmentID(string(session) + "." + string(item))
}

// Parts are the session and the item; false for what is no id of an attachment.
func (id AttachmentID) Parts() (SessionID, ItemID, bool) {
	session, item, ok := strings.Cut(string(id), ".")
	return SessionID(session), ItemID(item), ok && session != "" && item != "" && !strings.ContainsAny(string(id), "/\\") &&
		!strings.Contains(item, ".")
}

// Upload is a file that a participant means to attach.
type Upload struct {
	ID          AttachmentID
	Sender      ParticipantID
	Name        string
	ContentType string
	Bytes       int64
}

// Check holds what a participant says of a file against the rules; most is the largest
// file. KindInvalid. spec: StartAttachmentUpload.
func (u *Upload) Check(most int64) error {
	switch extension := strings.ToLower(strings.TrimPrefix(path.Ext(u.Name), ".")); {
	case !utf8.ValidString(u.Name) || strings.ContainsFunc(u.Name, unicode.IsControl) || strings.ContainsAny(u.Name, "/\\"):
		return Invalid("AttachmentName", "must be a file name without slashes and control characters")
	case !slices.Contains(attachmentTypes, extension):
		return Invalid("AttachmentName", fmt.Sprintf("must end in one of %s", strings.Join(attachmentTypes, ", ")))
	case u.Bytes > most:
		return Invalid("AttachmentSizeInBytes", fmt.Sprintf("must be at most %d", most))
	}
	if kind, _, err := mime.ParseMediaType(u.ContentType); err != nil || !strings.Contains(kind, "/") || len(u.ContentType) > maxMediaType {
		return Invalid("ContentType", fmt.Sprintf("must be a media type such as image/png, of at most %d characters", maxMediaType))
	}
	return nil
}
