package flow

import "fmt"

// SetRecording says what of the contact is to be recorded and analysed. A chat's
// transcript is kept in any case. The host stores it for those who look at the
// contact; what it cannot do it leaves. spec: UpdateContactRecordingBehavior,
// UpdateContactRecordingAndAnalyticsBehavior.
type SetRecording struct {
	Participants []string // Agent, Customer: who is recorded; nil: as before
	Analytics    *bool    // nil: as before
}

func (SetRecording) command() {}

var (
	recordingBehavior = parameter{
		name: "RecordingBehavior", form: formObject, members: []parameter{recordedParticipants, ivrRecording},
	}
	recordedParticipants = parameter{
		name: "RecordedParticipants", form: formList, choices: []string{"Agent", "Customer"},
	}
	ivrRecording      = parameter{name: "IVRRecordingBehavior", form: formStatic, choices: []string{"Enabled", "Disabled"}}
	analyticsBehavior = parameter{name: "AnalyticsBehavior", form: formObject, members: []parameter{analyticsEnabled}}
	analyticsEnabled  = parameter{name: "Enabled", form: formTruth}
)

// updateContactRecordingBehavior has no error to raise: the designer writes it
// without branches. spec: UpdateContactRecordingBehavior.
var updateContactRecordingBehavior = definition{
	parameters: []parameter{recordingBehavior, analyticsBehavior},
	unfailing:  true,
	begin: func(x *execution) outcome {
		who, err := x.memberList(recordingBehavior, recordedParticipants)
		if err != nil {
			return skipped(err.Error())
		}
		analytics, err := x.memberBool(analyticsBehavior, analyticsEnabled)
		if err != nil {
			return skipped(err.Error())
		}
		return ask(SetRecording{Participants: who, Analytics: analytics})
	},
}

var (
	voiceBehavior  = parameter{name: "VoiceBehavior", form: formAny}
	chatBehavior   = parameter{name: "ChatBehavior", form: formObject, members: []parameter{chatAnalytics}}
	screenBehavior = parameter{name: "ScreenRecordingBehavior", form: formAny}
	chatAnalytics  = parameter{
		name: "ChatAnalyticsBehavior", form: formObject, members: []parameter{
			analyticsEnabled,
			{name: "AnalyticsModes", form: formList, choices: []string{"ContactLens"}},
			chatRedaction,
		},
	}
	chatRedaction = parameter{
		name: "InFlightChatRedactionConfiguration", form: formObject, members: []parameter{redactionEnabled},
	}
	redactionEnabled = parameter{name: "Enabled", form: formTruth}

	behaviors = []string{"VoiceBehavior", "ChatBehavior", "ScreenRecordingBehavior"}
)

// updateContactRecordingAndAnalyticsBehavior refuses what is another channel's,
// and redaction in flight, which nothing here does.
// spec: UpdateContactRecordingAndAnalyticsBehavior.
var updateContactRecordingAndAnalyticsBehavior = definition{
	parameters: []parameter{voiceBehavior, chatBehavior, screenBehavior},
	oneOf:      behaviors,
	branches:   []ErrorName{ErrorNoMatchingError},
	begin: func(x *execution) outcome {
		switch {
		case x.has(voiceBehavior):
			return raise(ErrorChannelMismatch, "the contact is a chat")
		case x.has(screenBehavior):
			return raise(ErrorNoMatchingError, "screens are not recorded here")
		}
		chat, _ := x.action.Parameters[chatBehavior.name].(map[string]any)
		analytics, _ := chat[chatAnalytics.name].(map[string]any)
		redaction, _ := analytics[chatRedaction.name].(map[string]any)
		on, err := truth(analytics[analyticsEnabled.name], "ChatBehavior.ChatAnalyticsBehavior.Enabled")
		if err != nil {
			return fail(err)
		}
		redact, err := truth(redaction[redactionEnabled.name], "InFlightChatRedactionConfiguration.Enabled")
		if err != nil {
			return fail(err)
		}
		if redact != nil && *redact {
			return raise(ErrorInFlightRedactionConfigurationFailed, "messages are not redacted in flight here")
		}
		return ask(SetRecording{Analytics: on})
	},
}

// memberBool reads an optional truth value of an object.
func (x *execution) memberBool(p, m parameter) (*bool, error) {
	object, _ := x.action.Parameters[p.name].(map[string]any)
	return truth(object[m.name], p.within(m).name)
}

// truth reads True and False, as the designer writes them, and true and false.
func truth(raw any, name string) (*bool, error) {
	switch v := raw.(type) {
	case nil:
		return nil, nil
	case bool:
		return &v, nil
	case string:
		on := v == "True" || v == "true"
		if on || v == "False" || v == "false" {
			return &on, nil
		}
	}
	return nil, fmt.Errorf("%s must be True or False", name)
}

var (
	chatProcessor = parameter{
		name: "ChatProcessor", form: formObject, required: true, members: []parameter{processingEnabled},
	}
	processingEnabled = parameter{name: "ProcessingEnabled", form: formTruth, required: true}
)

// updateContactMediaProcessing can only switch off what is never on: messages are
// delivered as they are. spec: UpdateContactMediaProcessing.
var updateContactMediaProcessing = definition{
	parameters: []parameter{chatProcessor},
	branches:   []ErrorName{ErrorNoMatchingError},
	begin: func(x *execution) outcome {
		on, err := x.memberBool(chatProcessor, processingEnabled)
		switch {
		case err != nil:
			return fail(err)
		case on == nil:
			return raise(ErrorNoMatchingError, "ProcessingEnabled is missing")
		case *on:
			return raise(ErrorNoMatchingError, "messages are not processed in flight here")
		}
		return skipped("messages are delivered as they are in any case")
	},
}
