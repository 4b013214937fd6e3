package participantsvc

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/api/participant"
	"github.com/rejoin-chat/rejoin/internal/chat"
)

// urlLife is how long the address of a file is good when nobody says.
// spec: GetAttachment, UrlExpiryInSeconds.
const urlLife = 300 * time.Second

// StartAttachmentUpload says where a file is to be sent to. spec: StartAttachmentUpload.
func (s *Service) StartAttachmentUpload(ctx context.Context, in *participant.StartAttachmentUploadInput) (*participant.StartAttachmentUploadOutput, error) {
	u := chat.Upload{Name: *in.AttachmentName, ContentType: *in.ContentType, Bytes: *in.AttachmentSizeInBytes}
	id, url, headers, err := s.Conversations.Attach(ctx, identity(ctx), u, text(in.ClientToken))
	if err != nil {
		return nil, err
	}
	return &participant.StartAttachmentUploadOutput{
		AttachmentId:   new(string(id)),
		UploadMetadata: &participant.UploadMetadata{Url: &url, HeadersToInclude: headers},
	}, nil
}

// CompleteAttachmentUpload adds the file to the chat, once it has arrived.
// spec: CompleteAttachmentUpload.
func (s *Service) CompleteAttachmentUpload(ctx context.Context, in *participant.CompleteAttachmentUploadInput) (*participant.CompleteAttachmentUploadOutput, error) {
	return nil, s.Conversations.Attached(ctx, identity(ctx), chat.AttachmentID(in.AttachmentIds[0]))
}

// GetAttachment says where a file can be read for a while. spec: GetAttachment.
func (s *Service) GetAttachment(ctx context.Context, in *participant.GetAttachmentInput) (*participant.GetAttachmentOutput, error) {
	life := urlLife
	if in.UrlExpiryInSeconds != nil {
		life = time.Duration(*in.UrlExpiryInSeconds) * time.Second
	}
	until := s.ClientClock.Now().Add(life).Truncate(time.Second) // as it is signed
	url, bytes, err := s.Conversations.File(ctx, identity(ctx), chat.AttachmentID(*in.AttachmentId), life)
	if err != nil {
		return nil, err
	}
	return &participant.GetAttachmentOutput{
		Url: &url, UrlExpiry: new(chat.FormatInstant(until)), AttachmentSizeInBytes: &bytes,
	}, nil
}
