package restjson_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/restjson"
)

// The fixture is a service with one of everything, written as cmd/apigen would.

type mixInput struct {
	Tin     *string
	Tags    []string
	Limit   *int32
	Dry     *bool
	Token   *string
	Name    *string
	Layers  []layer
	Notes   map[string]string
	Since   *restjson.Timestamp
	Opacity *float64
}

type layer struct {
	Thickness *int32
	Under     []layer
}

func (in *mixInput) Decode(r *restjson.Request) {
	r.Body(in.read)
	in.Tin = r.Label("Tin")
	in.Tags = r.QueryList("tag")
	in.Limit = r.QueryInt("limit")
	in.Dry = r.QueryBool("dry")
	in.Token = r.Header("X-Amz-Bearer")
}

func (in *mixInput) read(r *restjson.Reader) {
	for name, more := r.Object(); more; name, more = r.Next(name) {
		switch name {
		case "Name":
			in.Name = restjson.ReadMember(r, (*restjson.Reader).Text)
		case "Layers":
			in.Layers = restjson.ReadList(r, readLayer)
		case "Notes":
			in.Notes = restjson.ReadMap(r, (*restjson.Reader).Text)
		case "Since":
			in.Since = restjson.ReadMember(r, (*restjson.Reader).Timestamp)
		case "Opacity":
			in.Opacity = restjson.ReadMember(r, (*restjson.Reader).Float)
		default:
			r.Skip()
		}
	}
}

func readLayer(r *restjson.Reader) (value layer) {
	for name, more := r.Object(); more; name, more = r.Next(name) {
		switch name {
		case "Thickness":
			value.Thickness = restjson.ReadMember(r, (*restjson.Reader).Int32)
		case "Under":
			value.Under = restjson.ReadList(r, readLayer)
		default:
			r.Skip()
		}
	}
	return value
}

func (in *mixInput) Validate(v *restjson.Violations) {
	restjson.Member(v, "Name", in.Name, func(v *restjson.Violations, s string) { v.MaxChars(s, 5) })
}

type mixOutput struct {
	Id    *string             `json:"Id,omitzero"`
	Items []string            `json:"Items,omitzero"`
	When  *restjson.Timestamp `json:"When,omitzero"`
}

type rinseInput struct{}

func (*rinseInput) Decode(*restjson.Request)      {}
func (*rinseInput) Validate(*restjson.Violations) {}

// paintError is a modelled error with a member of its own.
type paintError struct {
	code    string
	status  int
	Message string `json:"Message"`
	Colour  string `json:"Colour,omitzero"`
}

func (e *paintError) Error() string     { return e.code + ": " + e.Message }
func (e *paintError) ErrorCode() string { return e.code }
func (e *paintError) HTTPStatus() int   { return e.status }

func newPaintError(code, message string) restjson.ModelledError {
	status := map[string]int{"BadPaint": 400, "NoTin": 404, "Spilled": 500, "Quota": 402}[code]
	if status == 0 {
		return nil
	}
	return &paintError{code: code, status: status, Message: message}
}

// painter serves the fixture's operations.
type painter struct {
	mix   func(ctx context.Context, in *mixInput) (*mixOutput, error)
	rinse func(ctx context.Context, in *rinseInput) (*struct{}, error)
}

func (p painter) api() restjson.API {
	if p.mix == nil {
		p.mix = func(context.Context, *mixInput) (*mixOutput, error) { return nil, nil }
	}
	if p.rinse == nil {
		p.rinse = func(context.Context, *rinseInput) (*struct{}, error) { return nil, nil }
	}
	return restjson.API{
		Name: "Paint",
		Routes: []restjson.Route{
			{
				Operation: restjson.Operation{Name: "Mix", Verb: "POST", Path: "/tins/{Tin}/mix", Errors: []string{"BadPaint", "NoTin", "Spilled"}},
				Method:    restjson.Bind(p.mix),
			},
			{
				Operation: restjson.Operation{Name: "Rinse", Verb: "GET", Path: "/rinse", Errors: []string{"Spilled"}, NoOutput: true},
				Method:    restjson.Bind(p.rinse),
			},
		},
		NewError:        newPaintError,
		InternalError:   "Spilled",
		ViolationErrors: []string{"BadPaint"},
	}
}

func handler(t *testing.T, p painter, o restjson.Options) *restjson.Handler {
	t.Helper()
	h, err := restjson.New(p.api(), o)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func send(h http.Handler, verb, target, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(verb, target, strings.NewReader(body))
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}
