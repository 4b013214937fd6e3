package connectsvc_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/connectsvc/servicetest"
)

const (
	lambdas   = "arn:aws:lambda:eu-central-1:123456789012:function:"
	functions = "/instance/" + instance + "/lambda-functions"
	function  = "/instance/" + instance + "/lambda-function"
)

func (s *site) associateFunction(t *testing.T, name, token string) servicetest.Answer {
	t.Helper()
	return s.call(t, "PUT", function, fmt.Sprintf(`{"FunctionArn":%q,"ClientToken":%q}`, name, token))
}

func (s *site) disassociateFunction(t *testing.T, name, token string) servicetest.Answer {
	t.Helper()
	return s.call(t, "DELETE", function+"?"+url.Values{"functionArn": {name}, "clientToken": {token}}.Encode(), "")
}

// functions pages through all functions, n at a time.
func (s *site) functions(t *testing.T, n int) []string {
	t.Helper()
	var all []string
	query := url.Values{"maxResults": {fmt.Sprint(n)}}
	for {
		page := read[struct {
			LambdaFunctions []string
			NextToken       string
		}](t, s.call(t, "GET", functions+"?"+query.Encode(), ""))
		if len(page.LambdaFunctions) > n {
			t.Fatalf("got a page of %d, want at most %d", len(page.LambdaFunctions), n)
		}
		all = append(all, page.LambdaFunctions...)
		if page.NextToken == "" {
			return all
		}
		query.Set("nextToken", page.NextToken)
	}
}

// What tools associate is listed beside what the operator's file has, until they
// take it out again.
func TestFunctionsAreListedWhileTheyAreAssociated(t *testing.T) {
	s := newSite(t)
	s.outside.functions = []string{lambdas + "filed", lambdas + "shop-*", "by-name", strings.Repeat("x", 141)}
	if got, want := s.functions(t, 25), []string{lambdas + "filed", "by-name"}; !slices.Equal(got, want) {
		t.Fatalf("at first: got %v, want %v", got, want)
	}
	for _, name := range []string{lambdas + "shop-orders:live", lambdas + "filed", lambdas + "later"} {
		want(t, s.associateFunction(t, name, "t-"+name), 200, "")
	}
	all := []string{lambdas + "filed", lambdas + "later", lambdas + "shop-orders:live", "by-name"}
	for n := 1; n <= 4; n++ {
		if got := s.functions(t, n); !slices.Equal(got, all) {
			t.Errorf("%d at a time: got %v, want %v", n, got, all)
		}
	}
	for _, name := range []string{lambdas + "filed", lambdas + "shop-orders:live", "by-name"} {
		want(t, s.disassociateFunction(t, name, "d-"+name), 200, "")
	}
	if got, want := s.functions(t, 25), []string{lambdas + "later"}; !slices.Equal(got, want) {
		t.Errorf("after the disassociations: got %v, want %v", got, want)
	}
	want(t, s.associateFunction(t, "by-name", ""), 200, "")
	if got := s.functions(t, 25); !slices.Contains(got, "by-name") {
		t.Errorf("associated again: got %v, want it among them", got)
	}
}

// Only what flows cannot reach is worth a line in the log.
func TestAFunctionOutOfReachIsToldInTheLog(t *testing.T) {
	s := newSite(t)
	s.outside.functions = []string{lambdas + "shop-*"}
	want(t, s.associateFunction(t, lambdas+"shop-orders", ""), 200, "")
	if got := s.log.String(); got != "" {
		t.Errorf("within reach: got the log %s, want none", got)
	}
	want(t, s.associateFunction(t, lambdas+"lost", ""), 200, "")
	if got := s.log.String(); !strings.Contains(got, "level=WARN") || !strings.Contains(got, lambdas+"lost") {
		t.Errorf("out of reach: got the log %s, want a warning that names it", got)
	}
}

// A request that comes twice is done once and answered alike.
func TestClientTokensOfAssociations(t *testing.T) {
	s := newSite(t)
	for _, step := range []struct {
		name, function, token string
		take                  bool
		status                int
		code                  string
	}{
		{"associate", "a", "1", false, 200, ""},
		{"the same again", "a", "1", false, 200, ""},
		{"another token", "a", "2", false, 409, "ResourceConflictException"},
		{"without a token", "a", "", false, 409, "ResourceConflictException"},
		{"the token for another", "b", "1", false, 400, "InvalidRequestException"},
		{"disassociate", "a", "3", true, 200, ""},
		{"that again", "a", "3", true, 200, ""},
		{"with another token", "a", "4", true, 404, "ResourceNotFoundException"},
		{"what never was", "b", "", true, 404, "ResourceNotFoundException"},
		{"associate anew", "a", "5", false, 200, ""},
	} {
		call := s.associateFunction
		if step.take {
			call = s.disassociateFunction
		}
		a := call(t, lambdas+step.function, step.token)
		if a.Status != step.status || a.Error != step.code {
			t.Errorf("%s: got %d %s %s, want %d %s", step.name, a.Status, a.Error, a.Text, step.status, step.code)
		}
	}
	if got, want := s.functions(t, 25), []string{lambdas + "a"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestFunctionRefusals(t *testing.T) {
	s := newSite(t)
	for _, name := range []string{"orders", "arn:aws:s3:::bucket", lambdas, lambdas + "a b", lambdas + "a:b:c"} {
		s.refuse(t, refusal{
			"no ARN " + name, "PUT", function, fmt.Sprintf(`{"FunctionArn":%q}`, name), 400, "InvalidParameterException", "FunctionArn",
		})
	}
	s.refuse(t,
		refusal{"nothing", "PUT", function, `{}`, 400, "InvalidParameterException", "FunctionArn"},
		refusal{"too long", "PUT", function, `{"FunctionArn":"` + lambdas + strings.Repeat("a", 100) + `"}`, 400, "InvalidParameterException", "FunctionArn"},
		refusal{"instance", "PUT", "/instance/x/lambda-function", `{"FunctionArn":"` + lambdas + `a"}`, 404, "ResourceNotFoundException", "instance"},
		refusal{"take from no instance", "DELETE", "/instance/x/lambda-function?functionArn=" + lambdas + "a", "", 404, "ResourceNotFoundException", "instance"},
		refusal{"list of no instance", "GET", "/instance/x/lambda-functions", "", 404, "ResourceNotFoundException", "instance"},
		refusal{"a page too long", "GET", functions + "?maxResults=26", "", 400, "InvalidParameterException", "MaxResults"},
		refusal{"no token of ours", "GET", functions + "?nextToken=x", "", 400, "InvalidParameterException", "NextToken"},
	)
}

// A list is never longer than a caller may ask for.
func TestAListOfFunctionsIsShortUnlessAsked(t *testing.T) {
	s := newSite(t)
	for i := range 30 {
		s.outside.functions = append(s.outside.functions, fmt.Sprintf("%sf%02d", lambdas, i))
	}
	page := read[struct {
		LambdaFunctions []string
		NextToken       string
	}](t, s.call(t, "GET", functions, ""))
	if len(page.LambdaFunctions) != 25 || page.NextToken == "" {
		t.Errorf("got %d functions, want 25 and more to come", len(page.LambdaFunctions))
	}
}
