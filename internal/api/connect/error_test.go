package connect_test

import (
	"context"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
)

// publisher refuses every flow.
type publisher struct {
	connect.Unimplemented
	err error
}

func (p publisher) CreateContactFlow(context.Context, *connect.CreateContactFlowInput) (*connect.CreateContactFlowOutput, error) {
	return nil, p.err
}

func TestErrorsCarryTheirMembers(t *testing.T) {
	for _, test := range []struct {
		rule   string
		err    error
		status int
		want   string
	}{
		{
			"problems of a flow are in lower case",
			&connect.InvalidContactFlowException{Message: "1 problem", Problems: []connect.ProblemDetail{{Message: new("no end")}}},
			400, `{"__type":"InvalidContactFlowException","Message":"1 problem","problems":[{"message":"no end"}]}`,
		},
		{
			"a quota is 429 here",
			&connect.LimitExceededException{Message: "500 flows"},
			429, `{"__type":"LimitExceededException","Message":"500 flows"}`,
		},
	} {
		t.Run(test.rule, func(t *testing.T) {
			w := send(t, publisher{err: test.err}, "PUT", "/contact-flows/i", `{"Name":"n","Type":"CONTACT_FLOW","Content":"{}"}`)
			if w.Code != test.status || w.Body.String() != test.want {
				t.Errorf("got %d %s, want %d %s", w.Code, w.Body, test.status, test.want)
			}
		})
	}
}

func TestStatusesThatSurprise(t *testing.T) {
	for code, want := range map[string]int{
		"ContactNotFoundException":         410,
		"ServiceQuotaExceededException":    402,
		"LimitExceededException":           429,
		"TooManyRequestsException":         429,
		"ContactFlowNotPublishedException": 404,
		"ResourceInUseException":           409,
		"InternalServiceException":         500,
	} {
		if got := connect.NewError(code, "").HTTPStatus(); got != want {
			t.Errorf("%s: got status %d, want %d", code, got, want)
		}
	}
}
