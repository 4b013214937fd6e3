package startchat

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/restjson"
)

// envelope is every answer. client: amazon-connect-chat-ui-examples
// cloudformationTemplates/startChatContactAPI/js/startChatContact.js
type envelope struct {
	Data any `json:"data"`
}

// started is the data of a success. The last three are those of the template
// that knows its visitors by a user name.
// client: amazon-connect-chat-ui-examples cloudformationTemplates/asyncCustomerChatUX/js/startChatContact.js
type started struct {
	StartChatResult    *connect.StartChatContactOutput `json:"startChatResult"`
	FeaturePermissions map[string]bool                 `json:"featurePermissions"`
	Username           string                          `json:"username,omitempty"`
	InstanceID         string                          `json:"instanceId,omitempty"`
	PreviousContactID  string                          `json:"previousContactId,omitempty"`
}

// failed is the data of a failure.
type failed struct {
	Error failure `json:"Error"`
}

// failure has the members of an error of the AWS SDK, which the templates pass on.
type failure struct {
	Message    string `json:"message"`
	Code       string `json:"code"`
	Time       string `json:"time"`
	RequestID  string `json:"requestId"`
	StatusCode int    `json:"statusCode"`
	Retryable  bool   `json:"retryable"`
	// RetryDelay is in milliseconds, 0 when repeating makes no sense.
	RetryDelay int `json:"retryDelay"`
}

const (
	// firstChat is the previous contact of a visitor who has none.
	firstChat = "INITIAL_CHAT"
	// retryDelay is when a request that may succeed later can be repeated.
	retryDelay = 1000
	// instantLayout is that of JavaScript, fixed in width.
	instantLayout = "2006-01-02T15:04:05.000Z"
)

// The names of the feature permissions.
// client: amazon-connect-chat-interface src/components/Chat/ChatContainer.js
const (
	featureMarkdown    = "MESSAGING_MARKDOWN"
	featureAttachments = "ATTACHMENTS"
)

func (h *Handler) success(r *request, in *connect.StartChatContactInput, out *connect.StartChatContactOutput) *started {
	s := &started{StartChatResult: out, FeaturePermissions: map[string]bool{featureAttachments: h.Attachments}}
	// Markdown is told only to who has said what it can show.
	if types := in.SupportedMessagingContentTypes; types != nil {
		s.FeaturePermissions[featureMarkdown] = slices.Contains(types, "text/markdown")
	}
	if r.username != "" {
		s.Username, s.InstanceID, s.PreviousContactID = r.username, *in.InstanceId, firstChat
		if out.ContinuedFromContactId != nil {
			s.PreviousContactID = *out.ContinuedFromContactId
		}
	}
	return s
}

func failureOf(e restjson.ModelledError, requestID string, now time.Time) failure {
	f := failure{
		Message: strings.TrimPrefix(e.Error(), e.ErrorCode()+": "), Code: e.ErrorCode(), Time: now.UTC().Format(instantLayout),
		RequestID: requestID, StatusCode: e.HTTPStatus(),
		Retryable: e.HTTPStatus() == http.StatusTooManyRequests || e.HTTPStatus() >= http.StatusInternalServerError,
	}
	if f.Retryable {
		f.RetryDelay = retryDelay
	}
	return f
}

func write(w http.ResponseWriter, status int, answer envelope) {
	body, err := json.Marshal(answer)
	if err != nil { // strings, numbers and booleans can always be written
		status, body = http.StatusInternalServerError, []byte(`{"data":{"Error":{"message":"the answer could not be written"}}}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	w.Write(body) // an error means the caller has gone
}
