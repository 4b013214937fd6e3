package obs

import (
	"bytes"
	"errors"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"
)

// logged returns the line that e writes, without its time.
func logged(t *testing.T, e *Event, level slog.Level) string {
	t.Helper()
	var out bytes.Buffer
	e.Log(t.Context(), NewLogger(&out, LogOptions{Level: level, Text: true}))
	_, line, _ := strings.Cut(out.String(), " ")
	return strings.TrimSuffix(line, "\n")
}

func TestEventIsOneLineOfWhatIsKnown(t *testing.T) {
	tests := map[string]struct {
		event Event
		want  string
	}{
		"a success": {
			Event{
				RequestID: "r-1", Service: "connect", Operation: "StartChatContact", Status: 200,
				Duration: 1234567 * time.Nanosecond, Instance: "i-1", Contact: "c-1",
			},
			`level=INFO msg=request service=connect operation=StartChatContact status=200 duration_ms=1.234` +
				` request_id=r-1 instance=i-1 contact=c-1`,
		},
		"a caller who is told to come back is a warning": {
			Event{
				RequestID: "r-4", Service: "participant", Operation: "CreateParticipantConnection", Status: 503,
				ErrorCode: "NetworkingError", Cause: errors.New("restarting"),
			},
			`level=WARN msg=request service=participant operation=CreateParticipantConnection status=503 duration_ms=0` +
				` request_id=r-4 error=NetworkingError cause=restarting`,
		},
		"the caller's fault is told without its cause": {
			Event{
				RequestID: "r-2", Service: "participant", Operation: "SendMessage", Status: 400,
				ErrorCode: "ValidationException", Cause: errors.New("hidden"),
			},
			`level=INFO msg=request service=participant operation=SendMessage status=400 duration_ms=0` +
				` request_id=r-2 error=ValidationException`,
		},
		"our fault is an error with its cause": {
			Event{
				RequestID: "r-3", Service: "participant", Operation: "SendMessage", Status: 500,
				ErrorCode: "InternalServerException", Cause: errors.New("disk full"),
			},
			`level=ERROR msg=request service=participant operation=SendMessage status=500 duration_ms=0` +
				` request_id=r-3 error=InternalServerException cause="disk full"`,
		},
		"a routine that went well is no line": {
			Event{RequestID: "r-5", Service: "agent", Operation: "GetAgentSnapshot", Status: 200, Routine: true}, "",
		},
		"a routine that went wrong is": {
			Event{RequestID: "r-6", Service: "agent", Operation: "GetAgentSnapshot", Status: 401, Routine: true, ErrorCode: "UnauthorizedException"},
			`level=INFO msg=request service=agent operation=GetAgentSnapshot status=401 duration_ms=0` +
				` request_id=r-6 error=UnauthorizedException`,
		},
		"a path that is no operation is not repeated": {
			Event{RequestID: "r-4", Service: "connect", Status: 404},
			`level=INFO msg=request service=connect operation=unknown status=404 duration_ms=0 request_id=r-4`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := logged(t, &tt.event, slog.LevelInfo); got != tt.want {
				t.Errorf("line:\n got  %s\n want %s", got, tt.want)
			}
		})
	}
}

func TestEventBelowTheLevelIsNotWritten(t *testing.T) {
	if got := logged(t, &Event{Status: 200}, slog.LevelWarn); got != "" {
		t.Errorf("a success at level warn wrote %q, want nothing", got)
	}
	if got := logged(t, &Event{Status: 503}, slog.LevelWarn); got == "" {
		t.Error("a failure at level warn wrote nothing")
	}
}

// A new field has to be thought about: this test names the ones that were.
func TestEventHasNoFieldForFreeText(t *testing.T) {
	allowed := map[string]bool{
		"RequestID": true, "Service": true, "Operation": true, "Status": true, "ErrorCode": true,
		"Duration": true, "Instance": true, "Contact": true, "Routine": true, "Cause": true,
	}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[Event]()) {
		if !allowed[field.Name] {
			t.Errorf("Event has a new field %s: make sure that it can never hold text, names or tokens, then allow it here", field.Name)
		}
	}
}
