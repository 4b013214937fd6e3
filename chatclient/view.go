package chatclient

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
)

// DescribeView reads the view that an interactive message names. The answer is the
// service's View object as it is: its template and its input schema differ from
// view to view.
//
// spec: ConnectParticipant DescribeView
func (s *Session) DescribeView(ctx context.Context, viewToken string) (json.RawMessage, error) {
	var answer struct{ View json.RawMessage }
	err := s.invoke(ctx, http.MethodGet, "/participant/views/"+url.PathEscape(viewToken), nil, &answer)
	return answer.View, err
}

// GetAuthenticationURL answers where the customer signs in. sessionID is in the
// Content of the item that OnAuthenticationInitiated received.
//
// spec: ConnectParticipant GetAuthenticationUrl
func (s *Session) GetAuthenticationURL(ctx context.Context, sessionID, redirectURI string) (string, error) {
	body := struct {
		SessionID   string `json:"SessionId"`
		RedirectURI string `json:"RedirectUri"`
	}{sessionID, redirectURI}
	var answer struct {
		AuthenticationURL string `json:"AuthenticationUrl"`
	}
	err := s.invoke(ctx, http.MethodPost, "/participant/authentication-url", body, &answer)
	return answer.AuthenticationURL, err
}

// CancelParticipantAuthentication says that the customer will not sign in.
//
// spec: ConnectParticipant CancelParticipantAuthentication
func (s *Session) CancelParticipantAuthentication(ctx context.Context, sessionID string) error {
	body := struct {
		SessionID string `json:"SessionId"`
	}{sessionID}
	return s.invoke(ctx, http.MethodPost, "/participant/cancel-authentication", body, nil)
}
