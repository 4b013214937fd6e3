package chatclient

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/google/uuid"
)

// Ways in which a new chat continues an ended one.
//
// spec: Connect StartChatContact, PersistentChat.RehydrationType
const (
	// EntirePastSession continues a chat with all its contacts. The source is
	// its first contact.
	EntirePastSession = "ENTIRE_PAST_SESSION"
	// FromSegment continues a chat at one of its contacts and leaves out the
	// later ones, for instance a survey.
	FromSegment = "FROM_SEGMENT"
)

// PersistentChat names the ended chat that a new one continues.
type PersistentChat struct {
	RehydrationType string
	SourceContactID string `json:"SourceContactId"`
}

// StartOptions say which chat to start, where and for whom.
type StartOptions struct {
	// Endpoint is the base URL, and Path the start-chat endpoint below it; empty
	// means /start-chat. A site's own start-chat API has other values.
	Endpoint string
	Path     string
	// HTTPClient makes the call; nil means http.DefaultClient.
	HTTPClient *http.Client
	// RetryFor bounds the call with its repetitions; zero means 15 s.
	RetryFor time.Duration

	DisplayName string
	// InstanceID and ContactFlowID may be empty when the endpoint knows them.
	InstanceID    string
	ContactFlowID string
	Attributes    map[string]string
	// InitialMessage is sent as the customer's first message.
	InitialMessage string
	// ContentTypes the customer's side supports; nil leaves it to the service.
	ContentTypes []string
	// DurationMinutes bounds the chat; zero leaves it to the service.
	DurationMinutes int
	PersistentChat  *PersistentChat
	// ClientToken makes repetitions harmless; empty means a new random one.
	ClientToken string
}

// startRequest is the body that the public start-chat samples agree on.
//
// client: amazon-connect-chat-interface src/components/Chat/ChatInitiator.js
type startRequest struct {
	InstanceID         string `json:"InstanceId,omitempty"`
	ContactFlowID      string `json:"ContactFlowId,omitempty"`
	ParticipantDetails struct {
		DisplayName string
	}
	Attributes                     map[string]string `json:",omitempty"`
	InitialMessage                 *initialMessage   `json:",omitempty"`
	SupportedMessagingContentTypes []string          `json:",omitempty"`
	ChatDurationInMinutes          int               `json:",omitempty"`
	PersistentChat                 *PersistentChat   `json:",omitempty"`
	ClientToken                    string
}

type initialMessage struct {
	ContentType string
	Content     string
}

func (o StartOptions) request() startRequest {
	body := startRequest{
		InstanceID:                     o.InstanceID,
		ContactFlowID:                  o.ContactFlowID,
		Attributes:                     o.Attributes,
		SupportedMessagingContentTypes: o.ContentTypes,
		ChatDurationInMinutes:          o.DurationMinutes,
		PersistentChat:                 o.PersistentChat,
		ClientToken:                    cmp.Or(o.ClientToken, uuid.NewString()),
	}
	body.ParticipantDetails.DisplayName = o.DisplayName
	if o.InitialMessage != "" {
		body.InitialMessage = &initialMessage{ContentType: TypePlain, Content: o.InitialMessage}
	}
	return body
}

// Start begins a chat and answers who the customer is in it. It repeats the call
// through transient failures with the same client token. Refusals of the service
// are *APIError.
func Start(ctx context.Context, o StartOptions) (ChatDetails, error) {
	config := Config{Endpoint: o.Endpoint, HTTPClient: o.HTTPClient}.withDefaults()
	window := cmp.Or(o.RetryFor, 15*time.Second)
	service := newAPI(config.Endpoint, config.HTTPClient, config.RequestTimeout)
	call := post(cmp.Or(o.Path, "/start-chat"), "", o.request())
	var answer startAnswer
	err := retry(ctx, window, func(ctx context.Context) error {
		_, err := service.do(ctx, call, &answer)
		return err
	})
	if err != nil {
		return ChatDetails{}, err
	}
	return answer.details()
}

// startAnswer is the envelope of the start-chat endpoint.
type startAnswer struct {
	Data struct {
		StartChatResult struct {
			ContactID              string `json:"ContactId"`
			ParticipantID          string `json:"ParticipantId"`
			ParticipantToken       string
			ContinuedFromContactID string `json:"ContinuedFromContactId"`
		} `json:"startChatResult"`
	} `json:"data"`
}

func (a startAnswer) details() (ChatDetails, error) {
	r := a.Data.StartChatResult
	if r.ContactID == "" || r.ParticipantToken == "" {
		return ChatDetails{}, errors.New("the start-chat endpoint answered no startChatResult")
	}
	return ChatDetails{
		ContactID:              r.ContactID,
		InitialContactID:       r.ContactID,
		ParticipantID:          r.ParticipantID,
		ParticipantToken:       r.ParticipantToken,
		ContinuedFromContactID: r.ContinuedFromContactID,
	}, nil
}

// startError finds the error in the start-chat envelope; code may be text or a
// number there. It answers nil when body is not such an envelope.
func startError(status int, body []byte) *APIError {
	var envelope struct {
		Data struct {
			Error *struct {
				Message string          `json:"message"`
				Code    json.RawMessage `json:"code"`
			}
		} `json:"data"`
	}
	if json.Unmarshal(body, &envelope) != nil || envelope.Data.Error == nil {
		return nil
	}
	e := &APIError{Message: envelope.Data.Error.Message, StatusCode: status}
	if json.Unmarshal(envelope.Data.Error.Code, &e.Code) != nil {
		e.Code = string(envelope.Data.Error.Code)
	}
	return e
}
