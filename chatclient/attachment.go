package chatclient

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/google/uuid"
)

// File is what SendAttachment sends. It is held in memory so that an upload can
// be repeated; the service allows 20 MB.
type File struct {
	Name        string
	ContentType string
	Content     []byte
}

// upload is the answer of StartAttachmentUpload.
//
// spec: ConnectParticipant StartAttachmentUpload
type upload struct {
	AttachmentID   string `json:"AttachmentId"`
	UploadMetadata struct {
		URL              string `json:"Url"`
		HeadersToInclude map[string]string
	}
}

// SendAttachment uploads a file and has it delivered to everyone in the chat, as
// an item of type ATTACHMENT. It answers the attachment's id.
//
// client: amazon-connect-chatjs src/core/chatController.js sendAttachment
func (s *Session) SendAttachment(ctx context.Context, f File) (id string, err error) {
	start := struct {
		AttachmentName        string
		AttachmentSizeInBytes int
		ContentType           string
		ClientToken           string
	}{f.Name, len(f.Content), f.ContentType, uuid.NewString()}
	var u upload
	if err := s.invoke(ctx, http.MethodPost, "/participant/start-attachment-upload", start, &u); err != nil {
		return "", err
	}
	err = retry(ctx, s.config.RetryFor, func(ctx context.Context) error { return s.put(ctx, u, f.Content) })
	if err != nil {
		return "", fmt.Errorf("upload %s: %w", f.Name, err)
	}
	complete := struct {
		AttachmentIDs []string `json:"AttachmentIds"`
		ClientToken   string
	}{[]string{u.AttachmentID}, uuid.NewString()}
	if err := s.invoke(ctx, http.MethodPost, "/participant/complete-attachment-upload", complete, nil); err != nil {
		return "", err
	}
	return u.AttachmentID, nil
}

// put uploads the bytes with exactly the headers that the service signed. Unlike
// ChatJS it looks at the answer.
func (s *Session) put(ctx context.Context, u upload, content []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPut, u.UploadMetadata.URL, bytes.NewReader(content))
	if err != nil {
		return err
	}
	for name, value := range u.UploadMetadata.HeadersToInclude {
		req.Header.Set(name, value)
	}
	resp, err := s.config.HTTPClient.Do(req)
	if err != nil {
		return attemptError(ctx, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, answerLimit))
	if resp.StatusCode/100 != 2 {
		return parseError(resp.StatusCode, resp.Header, body)
	}
	return err
}

// GetAttachmentURL answers a URL from which the attachment can be fetched without
// a token, for some minutes at most.
//
// client: amazon-connect-chatjs src/core/chatController.js getAttachmentURL
func (s *Session) GetAttachmentURL(ctx context.Context, attachmentID string) (string, error) {
	body := struct {
		AttachmentID string `json:"AttachmentId"`
	}{attachmentID}
	var answer struct {
		URL string `json:"Url"`
	}
	if err := s.invoke(ctx, http.MethodPost, "/participant/attachment", body, &answer); err != nil {
		return "", err
	}
	if answer.URL == "" {
		return "", errors.New("the answer to GetAttachment has no URL")
	}
	return answer.URL, nil
}

// DownloadAttachment opens an attachment for reading; the caller closes it.
//
// client: amazon-connect-chatjs src/core/chatController.js downloadAttachment
func (s *Session) DownloadAttachment(ctx context.Context, attachmentID string) (io.ReadCloser, error) {
	url, err := s.GetAttachmentURL(ctx, attachmentID)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	resp, err := s.config.HTTPClient.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode/100 != 2 {
		defer resp.Body.Close()
		body, _ := io.ReadAll(io.LimitReader(resp.Body, answerLimit))
		return nil, parseError(resp.StatusCode, resp.Header, body)
	}
	return resp.Body, nil
}
