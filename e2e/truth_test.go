package e2e

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/compat"
	"github.com/rejoin-chat/rejoin/e2e/node"
)

// docs/compatibility.md names every method and event that ChatJS has, and no
// other.
func TestDocumentNamesWhatChatJSOffers(t *testing.T) {
	t.Parallel()
	p := node.Start(t, "participant.js")
	var offered []string
	for _, kind := range []string{"CUSTOMER", "AGENT"} {
		var surface struct {
			Version string
			Methods []string
		}
		must(t, p.Call(t.Context(), "surface", map[string]string{"type": kind}, &surface))
		if surface.Version != "5.0.0" {
			t.Errorf("got ChatJS %s, want 5.0.0", surface.Version)
		}
		offered = append(offered, surface.Methods...)
	}
	var named []string
	for _, e := range slices.Concat(compat.ChatJSMethods(), compat.ChatJSEvents()) {
		named = append(named, e.Name)
	}
	slices.Sort(offered)
	slices.Sort(named)
	wantSame(t, "methods and events", named, slices.Compact(offered))
}

// What the document calls not built answers so.
func TestOperationsThatAreNotBuiltSaySo(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client := reflect.ValueOf(s.Connect())
	for _, e := range compat.ConnectOperations() {
		if e.State == compat.NotYet && !slices.Contains(beyondTheSDK, e.Name) {
			saysNotBuilt(t, e.Name, client.MethodByName(e.Name), "")
		}
	}
	k := talk(t, s, start(t, s))
	for _, e := range compat.ParticipantOperations() {
		if e.State == compat.NotYet && !slices.Contains(beyondTheSDK, e.Name) {
			saysNotBuilt(t, e.Name, reflect.ValueOf(k.client).MethodByName(e.Name+"WithContext"), k.token)
		}
	}
}

// saysNotBuilt calls a method of an SDK with some valid input.
func saysNotBuilt(t *testing.T, operation string, method reflect.Value, token string) {
	t.Helper()
	if !method.IsValid() {
		t.Errorf("the SDK has no %s", operation)
		return
	}
	in := reflect.New(method.Type().In(1).Elem())
	fill(in.Elem(), "", 0)
	if bearer := in.Elem().FieldByName("ConnectionToken"); bearer.IsValid() {
		bearer.Elem().SetString(token)
	}
	answer := method.Call([]reflect.Value{reflect.ValueOf(t.Context()), in})
	err, _ := answer[1].Interface().(error)
	if err == nil || !strings.Contains(err.Error(), operation+" is not implemented") {
		t.Errorf("%s: got %v, want that it is not implemented", operation, err)
	}
}

// beyondTheSDK are operations that the pinned SDKs do not have, or whose input has
// unions and recursion that fill does not.
var beyondTheSDK = []string{
	"CreateAuthCode", "DeleteSession",
	"SearchContacts", "UpdateParticipantRoleConfig",
}

// deepest is where fill stops: some inputs hold themselves.
const deepest = 8

// fill gives every member of an input some valid value.
func fill(v reflect.Value, member string, depth int) {
	if depth > deepest {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), member, depth+1)
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && f.Name != "NextToken" {
				fill(v.Field(i), f.Name, depth+1)
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), member, depth+1)
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, "", depth+1)
		fill(value, member, depth+1)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.String:
		fillString(v, member)
	case reflect.Int32, reflect.Int64:
		v.SetInt(max(1, least[member]))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(1)
	}
}

// least are the members whose least value is not one, or below.
var least = map[string]int64{"UrlExpiryInSeconds": 5, "ChatDurationInMinutes": 60}

// formed are the values of members that have a form of their own.
var formed = map[string]string{
	"DeskPhoneNumber": "+15550100", "Mobile": "+15550100", "PhoneNumber": "+15550100", "Password": "Passw0rdPassw0rd",
	"EffectiveFrom": "2026-01-01", "EffectiveTill": "2026-01-02", "FromDate": "2026-01-01", "ToDate": "2026-01-02",
	"FlowContentSha256": strings.Repeat("a", 64), "FlowModuleContentSha256": strings.Repeat("a", 64),
	"ViewContentSha256": strings.Repeat("a", 64), "LastModifiedRegion": "eu-west-1", "S3Uri": "s3://bucket/key",
	"Extension": "png", "DirectoryId": "d-0123456789",
}

// fillString takes the first value of an enumeration, the form of the member, or
// a text that suits ids.
func fillString(v reflect.Value, member string) {
	if values := v.MethodByName("Values"); values.IsValid() {
		if all := values.Call(nil)[0]; all.Len() > 0 {
			v.Set(all.Index(0))
		}
		return
	}
	text, ok := formed[member]
	if !ok {
		text = "11111111-1111-4111-8111-111111111111"
	}
	v.SetString(text)
}
