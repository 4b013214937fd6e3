package e2e

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	awsv1 "github.com/aws/aws-sdk-go/aws"
	"github.com/aws/aws-sdk-go/aws/awserr"
	"github.com/aws/aws-sdk-go/aws/credentials"
	"github.com/aws/aws-sdk-go/aws/session"
	"github.com/aws/aws-sdk-go/service/lexruntimev2"

	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// lexBot is the file of a bot.
const lexBot = `
welcome:
  list: {title: "How can I help?", options: [{title: Opening hours, intent: Hours}, {title: Appointment, intent: Appointment}]}
intents:
  Hours: {say: "From nine to five.", then: listen}
  Appointment:
    utterances: ["come on {day}"]
    slots:
      day: {type: date, ask: "Which day?"}
    confirm: "{day}?"
    set: {booked: "{day}"}
    say: Booked.
`

// lexRuntime is a client of the published SDK for a runtime with the bot above.
func lexRuntime(t *testing.T) *lexruntimev2.LexRuntimeV2 {
	t.Helper()
	file := filepath.Join(t.TempDir(), "bot.yaml")
	must(t, os.WriteFile(file, []byte(lexBot), 0o600))
	ctx, stop := context.WithCancel(context.Background())
	url, wait, err := rejoin.ServeBot(ctx, file)
	if err != nil {
		stop()
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(); wait() })
	s, err := session.NewSession(&awsv1.Config{
		Endpoint: &url, Region: awsv1.String("eu-central-1"), MaxRetries: awsv1.Int(0),
		Credentials: credentials.NewStaticCredentials("AKIAIOSFODNN7EXAMPLE", "secret", ""),
	})
	must(t, err)
	return lexruntimev2.New(s)
}

func lexText(text string) *lexruntimev2.RecognizeTextInput {
	return &lexruntimev2.RecognizeTextInput{
		BotId: awsv1.String("VGKIKY0S9G"), BotAliasId: awsv1.String("TSTALIASID"), LocaleId: awsv1.String("en_US"),
		SessionId: awsv1.String("chat-1"), Text: &text,
	}
}

// The bot of a file is a Lex V2 runtime to the AWS SDK for Go v1.
func TestGoSDKLexRuntime(t *testing.T) {
	t.Parallel()
	client := lexRuntime(t)
	steps := []struct{ text, intent, state, action, confirmation, say string }{
		{"hello", "FallbackIntent", "InProgress", "ElicitIntent", "None", `"templateType":"ListPicker"`},
		{"Opening hours", "Hours", "Fulfilled", "ElicitIntent", "None", "From nine to five."},
		{"Appointment", "Appointment", "InProgress", "ElicitSlot", "None", "Which day?"},
		{"2030-01-02", "Appointment", "InProgress", "ConfirmIntent", "None", "2030-01-02?"},
		{"yes", "Appointment", "Fulfilled", "Close", "Confirmed", "Booked."},
	}
	var last *lexruntimev2.RecognizeTextOutput
	for i, step := range steps {
		in := lexText(step.text)
		if i == 0 {
			in.SessionState = &lexruntimev2.SessionState{SessionAttributes: map[string]*string{"from": awsv1.String("flow")}}
		}
		out, err := client.RecognizeText(in)
		if err != nil {
			t.Fatalf("%s: %v", step.text, err)
		}
		at := out.SessionState
		got := []string{*at.Intent.Name, *at.Intent.State, *at.DialogAction.Type, *at.Intent.ConfirmationState}
		if want := []string{step.intent, step.state, step.action, step.confirmation}; strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%s: got %v, want %v", step.text, got, want)
		}
		if len(out.Messages) != 1 || !strings.Contains(*out.Messages[0].Content, step.say) {
			t.Errorf("%s: got messages %v, want %q", step.text, out.Messages, step.say)
		}
		last = out
	}
	slot := last.SessionState.Intent.Slots["day"]
	if slot == nil || *slot.Value.InterpretedValue != "2030-01-02" || *slot.Shape != "Scalar" {
		t.Errorf("got slot %v, want 2030-01-02", slot)
	}
	attributes := awsv1.StringValueMap(last.SessionState.SessionAttributes)
	if attributes["from"] != "flow" || attributes["booked"] != "2030-01-02" {
		t.Errorf("got session attributes %v, want those of the flow and of the bot", attributes)
	}
	if *last.SessionId != "chat-1" || *last.Interpretations[0].NluConfidence.Score != 1 {
		t.Errorf("got session %s and interpretations %v, want chat-1 and a confidence", *last.SessionId, last.Interpretations)
	}
}

func TestGoSDKLexRuntimeErrors(t *testing.T) {
	t.Parallel()
	client := lexRuntime(t)
	_, err := client.RecognizeText(lexText(strings.Repeat("x", 1025)))
	var modelled awserr.Error
	if !errors.As(err, &modelled) || modelled.Code() != lexruntimev2.ErrCodeValidationException || modelled.Message() == "" {
		t.Errorf("got %v, want a ValidationException with a message", err)
	}
}
