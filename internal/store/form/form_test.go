package form

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// FuzzFormsReadBack holds the forms to values that came out of any JSON at all.
func FuzzFormsReadBack(f *testing.F) {
	f.Add([]byte(`{"a":{"s":"text"},"b":{"m":{"c":{"i":1}},"l":[{"arn":"x"},{}]}}`))
	f.Add([]byte(`{"a":{"m":{},"l":[]}}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, text []byte) {
		want, err := ReadSegments(text)
		if err != nil {
			return
		}
		b, err := Segments(want)
		if err != nil {
			t.Fatalf("%+v: %v", want, err)
		}
		if got, err := ReadSegments(b); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, error %v, want %+v", got, err, want)
		}
	})
}

func TestNoneAndEmptyStayApart(t *testing.T) {
	none, err := Attachments(nil)
	if none != nil || err != nil {
		t.Errorf("no attachments: got %q, error %v, want no form", none, err)
	}
	empty, err := Attachments([]chat.Attachment{})
	if string(empty) != "[]" || err != nil {
		t.Errorf("an empty list: got %q, error %v, want []", empty, err)
	}
	if got, err := ReadAttachments(none); got != nil || err != nil {
		t.Errorf("no form: got %v, error %v, want none", got, err)
	}
	if got, err := ReadAttachments(empty); got == nil || len(got) != 0 || err != nil {
		t.Errorf("the form of an empty list: got %v, error %v, want an empty list", got, err)
	}
}

// What is stored must read back in every later version.
func TestStoredNamesStay(t *testing.T) {
	text, number := "t", int64(7)
	for want, put := range map[string]func() ([]byte, error){
		`[{"id":"i","name":"n","contentType":"c","status":"s"}]`: func() ([]byte, error) {
			return Attachments([]chat.Attachment{{ID: "i", Name: "n", ContentType: "c", Status: "s"}})
		},
		`{"k":{"type":"t","value":"v","status":"s"}}`: func() ([]byte, error) {
			return References(map[string]chat.Reference{"k": {Type: "t", Value: "v", Status: "s"}})
		},
		`{"k":{"s":"t","i":7,"arn":"t","m":{"k":{}},"l":[{}]}}`: func() ([]byte, error) {
			return Segments(map[string]chat.SegmentValue{"k": {
				String: &text, Integer: &number, ARN: &text,
				Map: map[string]chat.SegmentValue{"k": {}}, List: []chat.SegmentValue{{}},
			}})
		},
		`{"type":"t","sourceId":"s","anchorId":"a","anchorSessionId":"x","linkedAt":"0001-01-01T00:00:00Z"}`: func() ([]byte, error) {
			return Link(&chat.Link{Type: "t", SourceID: "s", AnchorID: "a", AnchorSessionID: "x"})
		},
		`{"priority":2,"adjust":-60,"criteria":"{\"Steps\":[]}"}`: func() ([]byte, error) {
			return Routing(chat.Routing{Priority: 2, TimeAdjustment: -time.Minute, Criteria: []byte(`{"Steps":[]}`)}, chat.QuickConnect{})
		},
		`{"quickConnect":"q","quickConnectName":"Billing"}`: func() ([]byte, error) {
			return Routing(chat.Routing{}, chat.QuickConnect{ID: "q", Name: "Billing"})
		},
		`{"config":{"customer":{"idle":120,"disconnect":180},"agent":{"disconnect":240}},"inForce":{"agent":{"idle":60}},"idle":[{"id":"p","role":"AGENT"}]}`: func() ([]byte, error) {
			return RoleTimers(&chat.RoleTimers{
				Config: chat.RoleLimits{
					Customer: chat.SilenceLimits{Idle: 2 * time.Minute, Disconnect: 3 * time.Minute},
					Agent:    chat.SilenceLimits{Disconnect: 4 * time.Minute},
				},
				InForce: chat.RoleLimits{Agent: chat.SilenceLimits{Idle: time.Minute}},
				Idle:    []chat.IdleParticipant{{ID: "p", Role: chat.RoleAgent}},
			})
		},
		`{"status":{"id":"s","type":"ROUTABLE","since":7},"next":{"id":"n","type":"OFFLINE"},"contacts":[{"contact":"c","session":"x","participant":"p","state":"CONNECTED","since":7,"queue":"q"},{"contact":"d","session":"x","state":"MISSED"}]}`: func() ([]byte, error) {
			return Agent(&chat.Agent{
				Status: chat.AgentStatus{ID: "s", Type: chat.AgentRoutable, Since: time.UnixMilli(7)},
				Next:   &chat.AgentStatus{ID: "n", Type: chat.AgentOffline},
				Contacts: []chat.AgentContact{
					{ContactID: "c", SessionID: "x", ParticipantID: "p", State: chat.AgentConnected, Since: time.UnixMilli(7), QueueID: "q"},
					{ContactID: "d", SessionID: "x", State: chat.AgentMissed},
				},
			})
		},
		`{"parties":2,"messages":3,"botMessages":1,"botChars":4,"turns":2,"firstResponseAt":7,"firstResponse":1000,"agent":{"id":"a","messages":1,"chars":2,"responses":1,"responseTime":1000,"maxResponse":1000,"lastMessageAt":7},"customer":{"id":"c"}}`: func() ([]byte, error) {
			return Talk(&chat.Talk{
				Parties: 2, Messages: 3, BotMessages: 1, BotChars: 4, Turns: 2,
				FirstResponseAt: time.UnixMilli(7), FirstResponse: time.Second,
				Agent: chat.Speaker{
					ParticipantID: "a", Messages: 1, Chars: 2, Responses: 1,
					ResponseTime: time.Second, MaxResponse: time.Second, LastMessageAt: time.UnixMilli(7),
				},
				Customer: chat.Speaker{ParticipantID: "c"},
			})
		},
		`{"status":{}}`: func() ([]byte, error) { return Agent(&chat.Agent{Contacts: []chat.AgentContact{}}) },
	} {
		got, err := put()
		if err != nil || !bytes.Equal(got, []byte(want)) || !json.Valid(got) {
			t.Errorf("got %s, error %v, want %s", got, err, want)
		}
	}
}
