package legacy

import (
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

func TestBlocksThatDecide(t *testing.T) {
	runBlocks(t, []blockCase{
		{
			"an attribute", "CheckAttribute", "Attribute=plan; Namespace=User Defined", "Evaluate:Equals:gold>a Evaluate:StartsWith:si>b Evaluate:Contains:x>b NoMatch>c",
			"Compare", `{"ComparisonValue":"$.Attributes.plan"}`, ">c =gold>a TextStartsWith:si>b TextContains:x>b !NoMatchingCondition>c", nil,
		},
		{
			"a number", "CheckAttribute", "Attribute=Stored customer input; Namespace=System",
			"Evaluate:GreaterThan:1>a Evaluate:GreaterThanOrEqualTo:2>a Evaluate:LessThan:3>a Evaluate:LessThanOrEqualTo:4>a NoMatch>c",
			"Compare", `{"ComparisonValue":"$.StoredCustomerInput"}`,
			">c NumberGreaterThan:1>a NumberGreaterOrEqualTo:2>a NumberLessThan:3>a NumberLessOrEqualTo:4>a !NoMatchingCondition>c", nil,
		},
		{
			"a slot", "CheckAttribute", "Attribute=action; Namespace=Lex.Slots", "Evaluate:Equals:End>a NoMatch>c",
			"Compare", `{"ComparisonValue":"$.Lex.Slots.action"}`, ">c =End>a !NoMatchingCondition>c", nil,
		},
		{
			"the namespace beside the key", "CheckAttribute", "Attribute=Queue.Name@System", "Evaluate:Equals:A>a NoMatch>c",
			"Compare", `{"ComparisonValue":"$.Queue.Name"}`, ">c =A>a !NoMatchingCondition>c", nil,
		},
		{
			"no namespace", "CheckAttribute", "Attribute=Channel", "Evaluate:Equals:CHAT>a Evaluate:Rhymes:hat>b NoMatch>c",
			"Compare", `{"ComparisonValue":"$.Channel"}`, ">c =CHAT>a !NoMatchingCondition>c", []string{`the comparison "Rhymes" is not known; its branch was left out`},
		},
		{
			"hours of the queue", "CheckHoursOfOperation", "", "True>a False>b Error>c",
			"CheckHoursOfOperation", `{}`, ">c =True>a =False>b !NoMatchingError>c", nil,
		},
		{
			"hours of their own", "CheckHoursOfOperation", "Hours=arn:hours|Custom Hours", "True>a False>b Error>c",
			"CheckHoursOfOperation", `{"HoursOfOperationId":"arn:hours"}`, ">c =True>a =False>b !NoMatchingError>c", nil,
		},
		{
			"agents", "CheckStaffing", "Status=Available; Agent=next@External", "True>a False>b Error>c",
			"CheckMetricData", `{"MetricType":"NumberOfAgentsAvailable","AgentId":"$.External.next"}`, ">c NumberGreaterThan:0>a !NoMatchingCondition>b !NoMatchingError>c", nil,
		},
		{
			"time in a queue, which was in milliseconds", "CheckQueueStatus", "Queue=|BasicQueue", "CheckQueueTime:LessThan:300000>a CheckQueueTime:LessThan:1500>b NoMatch>c Error>d",
			"CheckMetricData", `{"MetricType":"OldestContactInQueueAgeSeconds","QueueId":"BasicQueue"}`,
			">d NumberLessThan:300>a NumberLessThan:1.5>b !NoMatchingCondition>c !NoMatchingError>d", nil,
		},
		{
			"contacts in a queue", "CheckQueueStatus", "", "CheckQueueCapacity:GreaterThan:5>a CheckQueueCapacity:Near:6>a NoMatch>c Error>d",
			"CheckMetricData", `{"MetricType":"NumberOfContactsInQueue"}`, ">d NumberGreaterThan:5>a !NoMatchingCondition>c !NoMatchingError>d",
			[]string{`the comparison "Near" is not known; its branch was left out`},
		},
		{
			"a metric by name", "CheckMetricData", "MetricType=NumberOfAgentsOnline", "Evaluate:GreaterThan:0>a NoMatch>c Error>d",
			"CheckMetricData", `{"MetricType":"NumberOfAgentsOnline"}`, ">d NumberGreaterThan:0>a !NoMatchingCondition>c !NoMatchingError>d", nil,
		},
		{
			"nothing of a queue", "CheckQueueStatus", "", "NoMatch>c Error>d",
			"CheckMetricData", `{}`, ">d !NoMatchingCondition>c !NoMatchingError>d", []string{"it compares nothing"},
		},
		{
			"metrics to read", "GetMetricData", "Queue=arn:queue|BasicQueue; Channel=Chat", "Success>a Error>b",
			"GetMetricData", `{"QueueId":"arn:queue","QueueChannel":"Chat"}`, ">a !NoMatchingError>b", nil,
		},
		{
			"chance, by thresholds", "DistributeByPercentage", "", "Evaluate:LessThan:31>a Evaluate:LessThan:51>b NoMatch>c",
			"DistributeByPercentage", `{}`, ">c NumberLessThan:31>a NumberLessThan:51>b !NoMatchingCondition>c", nil,
		},
		{
			"chance, by shares", "Distribute", "", "Evaluate:Equals:30>a Evaluate:Equals:20>b Evaluate:Equals:few>b NoMatch>c",
			"DistributeByPercentage", `{}`, ">c NumberLessThan:31>a NumberLessThan:51>b !NoMatchingCondition>c", []string{`the share "few" is no number; its branch was left out`},
		},
		{
			"a loop", "Loop", "LoopCount=3", "Looping>a Complete>b",
			"Loop", `{"LoopCount":"3"}`, ">b =ContinueLooping>a =DoneLooping>b", nil,
		},
	})
}

// A block that looks at both metrics of a queue, in turns, becomes a row of
// actions that look at one each and ask the next where they know nothing.
func TestAQueueStatusOfBothMetricsBecomesARow(t *testing.T) {
	c := blockCase{
		block: "CheckQueueStatus", parameters: "Queue=arn:queue",
		branches: "CheckQueueTime:LessThan:60000>a CheckQueueCapacity:LessThan:5>b CheckQueueTime:GreaterThan:90000>c NoMatch>d Error>e",
	}
	f, err := Convert(`{"modules":[` + c.module(t) + `],"version":"1","start":"it","metadata":{}}`)
	if err != nil || len(f.Problems) > 0 {
		t.Fatalf("got %v and problems %v, want none", err, f.Problems)
	}
	doc, err := flow.Parse(f.Content)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct {
		id     flow.ActionID
		metric string
		paths  string
	}{
		{"it", metricAge, ">e NumberLessThan:60>a !NoMatchingCondition>it-2 !NoMatchingError>e"},
		{"it-2", metricSize, ">e NumberLessThan:5>b !NoMatchingCondition>it-3 !NoMatchingError>e"},
		{"it-3", metricAge, ">e NumberGreaterThan:90>c !NoMatchingCondition>d !NoMatchingError>e"},
	} {
		a, ok := doc.Action(want.id)
		if !ok {
			t.Fatalf("got no action %s in %s", want.id, f.Content)
		}
		if a.Parameters["MetricType"] != want.metric || a.Parameters["QueueId"] != "arn:queue" {
			t.Errorf("%s: got parameters %v, want %s of the queue", want.id, a.Parameters, want.metric)
		}
		if got := paths(a.Transitions); got != want.paths {
			t.Errorf("%s: got transitions %s, want %s", want.id, got, want.paths)
		}
	}
}

func TestBlocksThatSteer(t *testing.T) {
	runBlocks(t, []blockCase{
		{
			"until the customer returns", "Wait", "TimeoutSeconds=28800; InterruptOnCustomerReturn=true", "CustomerReturn>a Timeout>b Error>c",
			"Wait", `{"TimeLimitSeconds":"28800","Events":["CustomerReturned"]}`, ">c =CustomerReturned>a =WaitCompleted>b !NoMatchingError>c", nil,
		},
		{
			"for a time", "Wait", "TimeoutSeconds=seconds@User Defined; InterruptOnCustomerReturn=false", "Timeout>b Error>c",
			"Wait", `{"TimeLimitSeconds":"$.Attributes.seconds"}`, ">c =WaitCompleted>b !NoMatchingError>c", nil,
		},
		{
			"until the bot is gone", "Wait", "TimeoutSeconds=5; InterruptOnBotDisconnect=true", "BotParticipantDisconnected>a Timeout>b ParticipantNotFound>d Error>c",
			"Wait", `{"TimeLimitSeconds":"5","Events":["BotParticipantDisconnected"]}`,
			">c =BotParticipantDisconnected>a =WaitCompleted>b !ParticipantNotFound>d !NoMatchingError>c", nil,
		},
		{"the end of the flow", "Resume", "", "", "EndFlowExecution", `{}`, "", nil},
		{"logs on", "SetLoggingBehavior", "LoggingBehavior=Enable", "Success>a", "UpdateFlowLoggingBehavior", `{"FlowLoggingBehavior":"Enabled"}`, ">a", nil},
		{"logs off", "SetLoggingBehavior", "LoggingBehavior=Disable", "Success>a", "UpdateFlowLoggingBehavior", `{"FlowLoggingBehavior":"Disabled"}`, ">a", nil},
	})
}

func TestBlocksForCalls(t *testing.T) {
	runBlocks(t, []blockCase{
		{
			"a voice", "SetVoice", "GlobalVoice=Joanna; GlobalEngine=Neural; SpeakingStyle=None", "Success>a",
			"UpdateContactTextToSpeechVoice", `{"TextToSpeechVoice":"Joanna","TextToSpeechEngine":"Neural","TextToSpeechStyle":"None"}`, ">a", nil,
		},
		{
			"recording", "SetRecordingBehavior", "RecordingBehaviorOption=Enable; RecordingParticipantOption=Both", "Success>a",
			"UpdateContactRecordingBehavior", `{"RecordingBehavior":{"RecordedParticipants":["Agent","Customer"]}}`, ">a !NoMatchingError>a", nil,
		},
		{
			"no recording", "SetRecordingBehavior", "RecordingBehaviorOption=Disable; RecordingParticipantOption=Both", "Success>a",
			"UpdateContactRecordingBehavior", `{"RecordingBehavior":{"RecordedParticipants":[]}}`, ">a !NoMatchingError>a", nil,
		},
		{
			"analytics", "SetRecordingBehavior", "RecordingBehaviorOption=Enable; RecordingParticipantOption=Everybody; AnalyticsBehaviorOption=Enable; AnalyticsMode=RealTime; AnalyticsLanguageLocaleCode=en-US; AnalyticsCustomVocabulary=None; AnalyticsRedactionOption=Enable; AnalyticsRedactionPolicy=RedactedAndOriginal", "Success>a",
			"UpdateContactRecordingBehavior",
			`{"RecordingBehavior":{"RecordedParticipants":[]},"AnalyticsBehavior":{"Enabled":"True","AnalyticsMode":"RealTime","AnalyticsLanguage":"en-US","AnalyticsCustomVocabulary":"None","AnalyticsRedactionBehavior":"Enabled","AnalyticsRedactionResults":"RedactedAndOriginal"}}`,
			">a !NoMatchingError>a", []string{`the recorded participants "Everybody" are not known`},
		},
		{
			"hold", "HoldCustomer", "HoldOption=CustomerOnHold", "Success>a Error>b",
			"UpdatePreviousContactParticipantState", `{"PreviousContactParticipantState":"CustomerOnHold"}`, ">a !NoMatchingError>b", nil,
		},
		{
			"streams", "StartMediaStreaming", "Track=FromCustomer; Track=ToCustomer; MediaStreamTypes=Audio", "Success>a Error>b",
			"UpdateContactMediaStreamingBehavior", `{"MediaStreamingState":"Enabled","MediaStreamType":"Audio","Participants":[{"ParticipantType":"Customer","MediaDirections":["From","To"]}]}`,
			">a !NoMatchingError>b", nil,
		},
		{
			"no streams", "StopMediaStreaming", "Track=Sideways", "Success>a Error>b",
			"UpdateContactMediaStreamingBehavior", `{"MediaStreamingState":"Disabled","Participants":[{"ParticipantType":"Customer","MediaDirections":[]}]}`,
			">a !NoMatchingError>b", []string{`the track "Sideways" is not known and was left out`},
		},
	})
}
