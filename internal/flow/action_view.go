package flow

import (
	"bytes"
	"encoding/json"
)

// MaxViewData is how many bytes of JSON a view may be given.
// spec: ShowView restrictions.
const MaxViewData = 16_384

// defaultViewSeconds is how long a view waits when the document does not say: as
// in the example of the language reference [I].
const defaultViewSeconds = 400

// ShowView sends an interactive message, of template type ViewResource, by which a
// client fetches and shows a view. The answer is a Result whose Value is the
// view's name, or an error: ErrorNoMatchingError when there is no such published
// view, or the chat does not take interactive messages and their responses. The
// execution listens then, and waits for the response by itself.
// spec: ShowView.
type ShowView struct {
	ViewID  string // an id or ARN, which may end in :version or :$LATEST
	Version string // empty: as ViewID says
	Data    []byte // a JSON object
	// HideResponse keeps the content of the customer's response to this view out of
	// the transcript.
	HideResponse bool
}

func (ShowView) command() {}

var (
	viewResource = parameter{
		name: "ViewResource", form: formObject, required: true, members: []parameter{viewID, viewVersion},
	}
	viewID = parameter{
		name: "Id", form: formValue, required: true, min: 1, max: maxResourceID, resource: ResourceView,
	}
	viewVersion   = parameter{name: "Version", form: formValue}
	viewTimeLimit = parameter{name: "InvocationTimeLimitSeconds", form: formNumber, min: 1, max: MaxWaitSeconds}
	viewData      = parameter{name: "ViewData", form: formTree}
	viewSensitive = parameter{name: "SensitiveDataConfiguration", form: formObject, members: []parameter{viewHide}}
	viewHide      = parameter{name: "HideResponseOn", form: formList, choices: []string{"TRANSCRIPT"}}
)

// showView shows a view to the customer and waits for what is done with it; the
// action that the customer chose is the result. spec: ShowView.
var showView = definition{
	parameters: []parameter{viewResource, viewTimeLimit, viewData, viewSensitive},
	conditions: conditions{operators: []Operator{OpEquals}, optional: true},
	branches:   []ErrorName{ErrorNoMatchingError},
	flows:      []Type{TypeContactFlow, TypeCustomerQueue},
	begin:      beginView,
	resume:     resumeView,
}

// viewProgress is how far a ShowView is.
type viewProgress struct {
	Seconds int    `json:"seconds,omitempty"`
	Hide    bool   `json:"hide,omitempty"`
	Shown   bool   `json:"shown,omitempty"`
	Name    string `json:"name,omitempty"` // of the view, once it is shown
}

// AnswersView reports whether the execution shows a view that in answers, and
// whether that answer has to stay out of the transcript.
func (s State) AnswersView(in Heard) (answers, hide bool) {
	var p viewProgress
	if s.Await != AwaitInput || json.Unmarshal(s.Progress, &p) != nil || !p.Shown {
		return false, false
	}
	_, answers = p.answer(in)
	return answers, answers && p.Hide
}

func beginView(x *execution) outcome {
	id, err := x.member(viewResource, viewID)
	if err != nil {
		return fail(err)
	}
	version, err := x.member(viewResource, viewVersion)
	if err != nil {
		return fail(err)
	}
	seconds, err := x.numberOr(viewTimeLimit, defaultViewSeconds)
	if err != nil {
		return fail(err)
	}
	hidden, err := x.memberList(viewSensitive, viewHide)
	if err != nil {
		return fail(err)
	}
	data, err := x.tree(viewData, MaxViewData)
	if err != nil {
		return fail(err)
	}
	hide := len(hidden) > 0
	if err := x.keepProgress(viewProgress{Seconds: seconds, Hide: hide}); err != nil {
		return fail(err)
	}
	return ask(ShowView{ViewID: id, Version: version, Data: data, HideResponse: hide})
}

func resumeView(x *execution, in Input) outcome {
	var p viewProgress
	if json.Unmarshal(x.state.Progress, &p) != nil {
		return raise(ErrorNoMatchingError, "the view is lost")
	}
	switch in := in.(type) {
	case Timeout:
		return raise(ErrorTimeLimitExceeded, "nobody answered the view in time")
	case Result:
		if err := x.keepProgress(viewProgress{Hide: p.Hide, Shown: true, Name: in.Value}); err != nil {
			return fail(err)
		}
		return listen(Listen{Seconds: p.Seconds})
	case Heard:
		return x.viewAnswered(in, p)
	}
	return raise(ErrorNoMatchingError, "the host gave another answer than the view's")
}

// answer reads what the customer sends while a view is shown. Whatever is not a
// response to a view is none, and neither is the response to another one.
// client: amazon-connect-chat-interface, ViewResource.
func (p viewProgress) answer(in Heard) (response, bool) {
	if in.ContentType != contentResponse {
		return response{}, false
	}
	r, ok := readResponse(in.Text)
	if !ok || textOf(r.fields, "templateType") != "ViewResource" || r.action == "" {
		return r, false
	}
	other := textOf(r.fields, "viewName")
	return r, other == "" || p.Name == "" || other == p.Name
}

// viewAnswered goes on with an answer, and lets pass what is none.
func (x *execution) viewAnswered(in Heard, p viewProgress) outcome {
	r, ok := p.answer(in)
	if !ok {
		return listen(Listen{Again: true})
	}
	var data bytes.Buffer
	if json.Compact(&data, r.raw) != nil {
		return listen(Listen{Again: true})
	}
	if err := tooLong("the view's answer", data.Len(), MaxValue); err != nil {
		return fail(err)
	}
	err := x.keep(namespaceViews, map[string]any{"Action": r.action, "ViewResultData": json.RawMessage(data.Bytes())})
	if err != nil {
		return fail(err)
	}
	return done(r.action)
}
