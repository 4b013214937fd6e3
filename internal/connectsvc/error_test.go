package connectsvc_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/connectsvc"
	"github.com/rejoin-chat/rejoin/internal/connectsvc/servicetest"
	"github.com/rejoin-chat/rejoin/internal/restjson"
	"github.com/rejoin-chat/rejoin/internal/store"
)

func TestEveryKindIsAModelledErrorOfEveryOperation(t *testing.T) {
	for _, route := range connect.API(connect.Unimplemented{}).Routes {
		for kind := chat.KindInternal; kind <= chat.KindInvalidFlow; kind++ {
			err := connectsvc.MapError(route.Name, &chat.Error{Kind: kind, Detail: "detail", Err: errors.New("secret")})
			var modelled restjson.ModelledError
			if !errors.As(err, &modelled) || !slices.Contains(route.Errors, modelled.ErrorCode()) {
				t.Errorf("%s, kind %d: got %v, want one of %v", route.Name, kind, err, route.Errors)
				continue
			}
			if strings.Contains(modelled.Error(), "secret") {
				t.Errorf("%s, kind %d: got %v, want no cause in it", route.Name, kind, modelled)
			}
		}
	}
}

// TestKindsByOperation is the split of bad input and the traps: 410 for a contact
// that is gone, 429 and 402 for quotas.
func TestKindsByOperation(t *testing.T) {
	for _, tc := range []struct {
		operation string
		kind      chat.Kind
		want      string
		status    int
	}{
		{"StartChatContact", chat.KindInvalid, "InvalidParameterException", 400},
		{"StartChatContact", chat.KindRejected, "InvalidRequestException", 400},
		{"StartChatContact", chat.KindNotFound, "ResourceNotFoundException", 404},
		{"StartChatContact", chat.KindLimit, "LimitExceededException", 429},
		{"StartChatContact", chat.KindThrottled, "LimitExceededException", 429},
		{"CreatePersistentContactAssociation", chat.KindInvalid, "InvalidParameterException", 400},
		{"CreatePersistentContactAssociation", chat.KindRejected, "InvalidRequestException", 400},
		{"CreatePersistentContactAssociation", chat.KindDenied, "AccessDeniedException", 403},
		{"CreatePersistentContactAssociation", chat.KindThrottled, "ThrottlingException", 429},
		{"StopContact", chat.KindContactNotFound, "ContactNotFoundException", 410},
		{"DescribeContact", chat.KindContactNotFound, "ResourceNotFoundException", 404},
		{"GetContactAttributes", chat.KindInvalid, "InvalidRequestException", 400},
		{"CreateParticipant", chat.KindInvalid, "InvalidRequestException", 400},
		{"CreateParticipant", chat.KindQuota, "ServiceQuotaExceededException", 402},
		{"CreateParticipant", chat.KindConflict, "ConflictException", 409},
		{"TransferContact", chat.KindInvalid, "InvalidRequestException", 400},
		{"MonitorContact", chat.KindInvalid, "InvalidRequestException", 400},
		{"CreateContactFlow", chat.KindDuplicate, "DuplicateResourceException", 409},
		{"CreateContactFlow", chat.KindInvalidFlow, "InvalidContactFlowException", 400},
		{"CreateContactFlow", chat.KindQuota, "LimitExceededException", 429},
		{"DeleteContactFlow", chat.KindInUse, "InvalidRequestException", 400},
		{"StartChatContact", chat.KindUnavailable, "InternalServiceException", 500},
	} {
		err := connectsvc.MapError(tc.operation, &chat.Error{Kind: tc.kind, Detail: "detail"})
		var modelled restjson.ModelledError
		if !errors.As(err, &modelled) || modelled.ErrorCode() != tc.want || modelled.HTTPStatus() != tc.status {
			t.Errorf("%s, kind %d: got %v, want %s %d", tc.operation, tc.kind, err, tc.want, tc.status)
		}
	}
}

func TestProblemsStayWithinTheModel(t *testing.T) {
	problems := slices.Repeat([]string{strings.Repeat("ü", 300)}, 60)
	err := connectsvc.MapError("CreateContactFlow", &chat.Error{Kind: chat.KindInvalidFlow, Detail: "detail", Problems: problems})
	var invalid *connect.InvalidContactFlowException
	if !errors.As(err, &invalid) {
		t.Fatalf("got %v, want an InvalidContactFlowException", err)
	}
	if got := len(invalid.Problems); got != 50 {
		t.Errorf("got %d problems, want 50", got)
	}
	if got := len([]rune(*invalid.Problems[0].Message)); got != 256 {
		t.Errorf("got a message of %d characters, want 256", got)
	}
}

func TestFaultsOfOursAreInternal(t *testing.T) {
	s := newSite(t)
	for fault, says := range map[error]string{
		fmt.Errorf("disk on fire"): "the service could not complete the request",
		store.ErrBusy:              "the service cannot be reached now, try again",
	} {
		s.Store.Fail(fault)
		for _, path := range []string{"/contacts/" + instance + "/x", "/instance/" + instance, "/contact-flows/" + instance + "/x"} {
			a := s.call(t, "GET", path, "")
			want(t, a, 500, "InternalServiceException")
			if !strings.Contains(a.Text, says) {
				t.Errorf("%s: got %s, want %q", path, a.Text, says)
			}
		}
	}
}

func TestRequestsMustBeSigned(t *testing.T) {
	s := newSite(t)
	path := "/instance/" + instance
	for name, tc := range map[string]struct {
		headers []string
		status  int
		code    string
	}{
		"not at all": {nil, 403, "MissingAuthenticationTokenException"},
		"unreadably": {[]string{"Authorization: AWS4-HMAC-SHA256 nonsense", "X-Amz-Date: 20260301T090000Z"}, 400, "IncompleteSignatureException"},
	} {
		a := servicetest.Do(t, s.handler, "GET", path, "", tc.headers...)
		want(t, a, tc.status, tc.code)
		if !strings.Contains(a.Text, `"message":`) {
			t.Errorf("%s: got %s, want message in lower case as of the front door", name, a.Text)
		}
	}
	s.signer.SecretAccessKey = "wrong"
	want(t, s.call(t, "GET", path, ""), 403, "InvalidSignatureException")
	s.signer.AccessKeyID = "unknown"
	want(t, s.call(t, "GET", path, ""), 403, "UnrecognizedClientException")
	s.signer.AccessKeyID = "BROKEN"
	want(t, s.call(t, "GET", path, ""), 500, "InternalServiceException")
}

func TestSignatureMustCoverTheBody(t *testing.T) {
	s := newSite(t)
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPut, "/contact/chat", strings.NewReader(startBody("")))
	if err := s.signer.Sign(r, []byte(startBody(`,"CustomerId":"x"`)), s.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	want(t, servicetest.Serve(s.handler, r), 403, "InvalidSignatureException")
}
