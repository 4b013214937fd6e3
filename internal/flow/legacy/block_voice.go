package legacy

import "github.com/rejoin-chat/rejoin/internal/flow"

func (b *block) setVoice() {
	b.is("UpdateContactTextToSpeechVoice")
	b.set("TextToSpeechVoice", "GlobalVoice", "Voice")
	b.set("TextToSpeechEngine", "GlobalEngine")
	b.set("TextToSpeechStyle", "SpeakingStyle")
	b.next("Success")
	b.raise(flow.ErrorNoMatchingError, "Error")
}

// recorded are the participants of the block's options.
var recorded = map[string][]string{
	"Both": {"Agent", "Customer"}, "Agent": {"Agent"}, "Customer": {"Customer"}, "None": {},
}

func (b *block) setRecording() {
	b.is("UpdateContactRecordingBehavior")
	option := b.value("RecordingParticipantOption")
	participants, known := recorded[option]
	if !known && option != "" {
		b.warn("the recorded participants %q are not known", option)
	}
	if b.value("RecordingBehaviorOption") != "Enable" || participants == nil {
		participants = []string{}
	}
	b.action.Parameters["RecordingBehavior"] = map[string]any{"RecordedParticipants": participants}
	b.analytics()
	b.unfailing()
}

// analytics takes over what was to be analysed and blacked out.
func (b *block) analytics() {
	option := b.value("AnalyticsBehaviorOption")
	settings := map[string]any{"Enabled": "False"}
	if option == "Enable" {
		settings["Enabled"] = "True"
	}
	for _, s := range []struct{ as, name string }{
		{"AnalyticsMode", "AnalyticsMode"},
		{"AnalyticsLanguage", "AnalyticsLanguageLocaleCode"},
		{"AnalyticsCustomVocabulary", "AnalyticsCustomVocabulary"},
		{"AnalyticsRedactionBehavior", "AnalyticsRedactionOption"},
		{"AnalyticsRedactionResults", "AnalyticsRedactionPolicy"},
	} {
		if v := b.value(s.name); v != "" {
			settings[s.as] = enabled(v)
		}
	}
	if option != "" {
		b.action.Parameters["AnalyticsBehavior"] = settings
	}
}

// hold takes participants off the line and back.
func (b *block) hold() {
	b.is("UpdatePreviousContactParticipantState")
	b.set("PreviousContactParticipantState", "HoldOption", "ParticipantState", "PreviousContactParticipantState")
	b.unfailing()
}

// enabled is how the language writes that something is on or off; other values
// are the same in both.
func enabled(v string) string {
	if v == "Enable" || v == "Disable" {
		return v + "d"
	}
	return v
}

func (b *block) startMedia() { b.media("Enabled") }
func (b *block) stopMedia()  { b.media("Disabled") }

// media starts or stops the streams of a call. On chat it takes its error branch,
// as the block does there.
func (b *block) media(state string) {
	b.is("UpdateContactMediaStreamingBehavior")
	directions := []string{}
	for _, p := range b.all("Track") {
		switch p.text() {
		case "FromCustomer":
			directions = append(directions, "From")
		case "ToCustomer":
			directions = append(directions, "To")
		default:
			b.warn("the track %q is not known and was left out", p.text())
		}
	}
	b.action.Parameters["MediaStreamingState"] = state
	b.action.Parameters["Participants"] = []any{map[string]any{"ParticipantType": "Customer", "MediaDirections": directions}}
	b.set("MediaStreamType", "MediaStreamTypes", "MediaStreamType")
	b.success()
}
