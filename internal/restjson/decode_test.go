package restjson_test

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/restjson"
)

// mixed sends a request to Mix and returns the input that the method got.
func mixed(t *testing.T, target, body string, header ...string) *mixInput {
	t.Helper()
	var got *mixInput
	h := handler(t, painter{mix: func(_ context.Context, in *mixInput) (*mixOutput, error) {
		got = in
		return nil, nil
	}}, restjson.Options{})
	if w := send(h, "POST", target, body, header...); w.Code != http.StatusOK {
		t.Fatalf("got status %d, body %s", w.Code, w.Body)
	}
	return got
}

func TestDecodeReadsMembersFromTheirPlaces(t *testing.T) {
	for _, test := range []struct {
		rule, target, body string
		header             []string
		want               mixInput
	}{
		{rule: "an empty body is an empty input", target: "/tins/a/mix", want: mixInput{}},
		{rule: "white space is an empty body", target: "/tins/a/mix", body: " \n", want: mixInput{}},
		{rule: "unknown members are passed over", target: "/tins/a/mix", body: `{"X":{"Y":[1,true,null,"\n"]},"Name":"red"}`, want: mixInput{Name: new("red")}},
		{rule: "names count in their letter case", target: "/tins/a/mix", body: `{"name":"red"}`, want: mixInput{}},
		{rule: "null is absent", target: "/tins/a/mix", body: `{"Name":null,"Layers":null,"Notes":null}`, want: mixInput{}},
		{rule: "an empty list is present", target: "/tins/a/mix", body: `{"Layers":[]}`, want: mixInput{Layers: []layer{}}},
		{rule: "the last of two members counts", target: "/tins/a/mix", body: `{"Name":"a","Name":"b"}`, want: mixInput{Name: new("b")}},
		{rule: "escapes are undone", target: "/tins/a/mix", body: `{"Name":"\"\u00e9\ud83d\ude00"}`, want: mixInput{Name: new(`"é😀`)}},
		{rule: "structures nest", target: "/tins/a/mix", body: `{"Layers":[{"Thickness":1,"Under":[{"Thickness":-2}]}]}`, want: mixInput{Layers: []layer{{Thickness: new(int32(1)), Under: []layer{{Thickness: new(int32(-2))}}}}}},
		{rule: "maps have any keys", target: "/tins/a/mix", body: `{"Notes":{"":"x","a b":"y"}}`, want: mixInput{Notes: map[string]string{"": "x", "a b": "y"}}},
		{rule: "timestamps are seconds with a fraction", target: "/tins/a/mix", body: `{"Since":1700000000.1234}`, want: mixInput{Since: restjson.At(time.UnixMilli(1700000000123).UTC())}},
		{rule: "numbers may have exponents", target: "/tins/a/mix", body: `{"Opacity":5e-1}`, want: mixInput{Opacity: new(0.5)}},
		{rule: "a query may repeat", target: "/tins/a/mix?tag=x&tag=y%2Fz&limit=7&dry=true", want: mixInput{Tags: []string{"x", "y/z"}, Limit: new(int32(7)), Dry: new(true)}},
		{rule: "an empty query value is present", target: "/tins/a/mix?tag=", want: mixInput{Tags: []string{""}}},
		{rule: "headers are members", target: "/tins/a/mix", header: []string{"x-amz-bearer", "t"}, want: mixInput{Token: new("t")}},
	} {
		t.Run(test.rule, func(t *testing.T) {
			test.want.Tin = new("a")
			got := mixed(t, test.target, test.body, test.header...)
			if !reflect.DeepEqual(*got, test.want) {
				t.Errorf("got %s, want %s", dump(t, got), dump(t, test.want))
			}
		})
	}
}

func TestLabelsAreDecodedAfterRouting(t *testing.T) {
	for _, test := range []struct{ escaped, want string }{
		{"arn%3Aaws%3Aconnect%2Fx", "arn:aws:connect/x"},
		{"a+b%20c", "a+b c"},
		{"%E2%82%AC%22%3D", `€"=`},
		{"..", ".."},
		{"%2e%2e%2f", "../"},
		{"mix", "mix"},
	} {
		if got := mixed(t, "/tins/"+test.escaped+"/mix", ""); *got.Tin != test.want {
			t.Errorf("%s: got label %q, want %q", test.escaped, *got.Tin, test.want)
		}
	}
}

func TestUnreadableInputsAreSerializationExceptions(t *testing.T) {
	for _, test := range []struct{ what, target, body, want string }{
		{"malformed JSON", "", `{"Name":`, "the body is not valid JSON at byte 8"},
		{"a missing comma", "", `{"Name":"a" "b":1}`, "the body is not valid JSON at byte 12"},
		{"a trailing comma", "", `{"Name":"a",}`, "the body is not valid JSON at byte 12"},
		{"trailing garbage", "", `{} x`, "the body is not valid JSON at byte 3"},
		{"two values", "", `{}{}`, "the body is not valid JSON at byte 2"},
		{"a raw line break in a string", "", "{\"Name\":\"a\nb\"}", "the body is not valid JSON at byte 10"},
		{"an unknown escape", "", `{"Name":"\x"}`, "the body is not valid JSON at byte 12"},
		{"a leading zero", "", `{"Opacity":01}`, "the body is not valid JSON at byte 12"},
		{"a half word", "", `{"X":tru}`, "the body is not valid JSON at byte 5"},
		{"a body that is a list", "", `[]`, "the body must be a JSON object"},
		{"a body that is null", "", `null`, "the body must be a JSON object"},
		{"a body that is not UTF-8", "", "{\"Name\":\"\xff\"}", "the body is not UTF-8 text"},
		{"a number for a string", "", `{"Name":1}`, "Name must be a string, not a number"},
		{"a string for a number", "", `{"Layers":[{},{"Thickness":"1"}]}`, "Layers[1].Thickness must be a number, not a string"},
		{"a fraction for an integer", "", `{"Layers":[{"Thickness":1.5}]}`, "Layers[0].Thickness must be an integer of 32 bits"},
		{"an integer of 33 bits", "", `{"Layers":[{"Thickness":2147483648}]}`, "Layers[0].Thickness must be an integer of 32 bits"},
		{"an object for a list", "", `{"Layers":{}}`, "Layers must be a list, not an object"},
		{"a list for an object", "", `{"Layers":[[]]}`, "Layers[0] must be an object, not a list"},
		{"null in a list", "", `{"Layers":[null]}`, "Layers[0] must be an object, not null"},
		{"a number in a map", "", `{"Notes":{"a b":2}}`, `Notes["a b"] must be a string, not a number`},
		{"a string for a timestamp", "", `{"Since":"2026-11-20"}`, "Since must be a number, not a string"},
		{"a timestamp of no calendar", "", `{"Since":1e300}`, "Since must be a number of seconds since 1970"},
		{"an integer query of letters", "?limit=x", ``, "limit must be an integer"},
		{"a boolean query of digits", "?dry=1", ``, "dry must be true or false"},
		{"a broken query", "?tag=%zz", ``, "the query is not encoded correctly"},
	} {
		t.Run(test.what, func(t *testing.T) {
			w := send(handler(t, painter{}, restjson.Options{}), "POST", "/tins/a/mix"+test.target, test.body)
			checkAnswer(t, w, 400, "SerializationException", test.want)
		})
	}
}

func TestNestingIsLimited(t *testing.T) {
	deep := ""
	for range 70 {
		deep += `{"Under":[`
	}
	w := send(handler(t, painter{}, restjson.Options{}), "POST", "/tins/a/mix", `{"Layers":[`+deep)
	if w.Code != 400 {
		t.Errorf("got status %d, want 400", w.Code)
	}
}

func dump(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
