package flowadmin

import (
	"slices"
	"strings"
	"testing"
)

// leads is the file of a flow that leads to another one, or with "" ends at once.
func leads(file, name, to string) File {
	if to == "" {
		return File{file, `{"Version":"2019-10-30","StartAction":"z","Metadata":{"name":"` + name + `"},"Actions":[{"Identifier":"z","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`}
	}
	return File{file, `{"Version":"2019-10-30","StartAction":"a","Metadata":{"name":"` + name + `"},"Actions":[
		{"Identifier":"a","Type":"TransferToFlow","Parameters":{"ContactFlowId":"` + to + `"},"Transitions":{"Errors":[{"NextAction":"z","ErrorType":"NoMatchingError"}]}},
		{"Identifier":"z","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`}
}

// lines are the findings as rejoin prints them.
func lines(findings []Finding) (all []string) {
	for _, f := range findings {
		all = append(all, f.String())
	}
	return all
}

func TestWhatCannotEvenBeSavedIsToldBeforeAnything(t *testing.T) {
	files := []File{leads("ok.json", "Ok", ""), leads("bad.json", strings.Repeat("x", 128), ""), leads("blank.json", "  ", "")}
	want := []string{"bad.json: the name has 128 characters, the limit is 127", "blank.json: the name is blank"}
	var out strings.Builder
	findings, err := client(t, empty()).Import(t.Context(), &out, files, ImportOptions{DryRun: true})
	if err != nil || !slices.Equal(lines(findings), want) || out.String() != "ok.json: would create the flow \"Ok\", published\nbad.json: left alone\nblank.json: left alone\n" {
		t.Errorf("a dry run: got %v, %q and %q, want %q", err, lines(findings), out.String(), want)
	}
	if findings, err = Lint(t.Context(), files, "", nil); err != nil || !slices.Equal(lines(findings), want) {
		t.Errorf("lint: got %v and %q, want %q", err, lines(findings), want)
	}
}

// What the service refuses of one file does not hold up the others, and it is told
// what became of each.
func TestAFileThatIsRefusedLeavesTheOthers(t *testing.T) {
	made := `{"ContactFlowId":"f","ContactFlowArn":"arn:f"}`
	const create, publish, save = "PUT /contact-flows/i", "POST /contact-flows/i/f/content", "POST /contact-flows/i/f:$SAVED/content"
	for _, test := range []struct {
		name     string
		answers  service
		files    []File
		outcome  string
		findings []string
		err      string
	}{
		{
			"not created", service{create: `400 {"__type":"LimitExceededException","message":"enough"}`}, []File{leads("a.json", "A", "")},
			"a.json: left alone\n", []string{"a.json: it cannot be created: LimitExceededException: enough"}, "",
		},
		{
			"not published", service{create: made, publish: `400 {"__type":"InvalidRequestException","message":"not now"}`, save: `{}`}, []File{leads("a.json", "A", "")},
			"a.json: created the flow \"A\", saved: f\n", []string{"a.json: it cannot be published: InvalidRequestException: not now"}, "",
		},
		{
			"not even saved", service{create: made, publish: `400 {"problems":[{"message":"too sad"}]}`, save: `400 {"__type":"InvalidRequestException","message":"no"}`}, []File{leads("a.json", "A", "")},
			"a.json: created the flow \"A\", saved as the file has it: f\n", []string{"a.json: too sad", "a.json: it cannot be saved: InvalidRequestException: no"}, "",
		},
		{
			"a circle that cannot be opened", service{create: made, publish: `400 {"problems":[{"message":"too sad"}]}`, save: `{}`}, []File{leads("a.json", "A", "A")},
			"a.json: created the flow \"A\", saved: f\n", []string{"a.json: too sad"}, "",
		},
		{
			"the server breaks", service{create: made, publish: `500 {"__type":"InternalServiceException","message":"sorry"}`}, []File{leads("a.json", "A", ""), {"no.json", "[]"}},
			"a.json: created the flow \"A\", saved as the file has it: f\nno.json: left alone\n", []string{"no.json: flow content must be one JSON object"}, `a.json: publish "A": InternalServiceException: sorry`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := empty()
			for request, answer := range test.answers {
				s[request] = answer
			}
			var out strings.Builder
			findings, err := client(t, s).Import(t.Context(), &out, test.files, ImportOptions{})
			if test.err == "" && err != nil || test.err != "" && (err == nil || err.Error() != test.err) {
				t.Errorf("got error %v, want %q", err, test.err)
			}
			if out.String() != test.outcome || !slices.Equal(lines(findings), test.findings) {
				t.Errorf("got %q and %q, want %q and %q", out.String(), lines(findings), test.outcome, test.findings)
			}
		})
	}
}
