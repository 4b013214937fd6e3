package flow_test

import "github.com/rejoin-chat/rejoin/internal/flow"

// kind is how a generated action of one type looks.
type kind struct {
	name       string
	follows    bool
	parameters []object
	conditions [][2]string
	errors     []flow.ErrorName
}

var (
	anyError    = []flow.ErrorName{flow.ErrorNoMatchingError}
	noMatch     = []flow.ErrorName{flow.ErrorNoMatchingCondition}
	eitherError = []flow.ErrorName{flow.ErrorNoMatchingError, flow.ErrorNoMatchingCondition}
	timeError   = []flow.ErrorName{flow.ErrorNoMatchingError, flow.ErrorNoMatchingCondition, flow.ErrorInputTimeLimitExceeded, flow.ErrorTimeLimitExceeded}
	yesOrNo     = [][2]string{{"Equals", "True"}, {"Equals", "False"}}
	isGold      = [][2]string{{"Equals", "gold"}}
	bot         = object{"AliasArn": "arn:bot"}

	kinds = []kind{
		{"MessageParticipant", true, []object{{"Text": "hi $.FlowAttributes.a $.Loop.l.Index"}, {"SSML": "$.Attributes.s"}, {"PromptId": "p"}, {"Text": everyNamespace}}, nil, nil},
		{"UpdateContactAttributes", true, []object{{"Attributes": object{"a": "$.Attributes.raw", "b": "$.FlowAttributes['b c']"}}}, nil, anyError},
		{"UpdateContactData", true, []object{{"Name": "$.Attributes.s", "References": object{"r": object{"Type": "URL", "Value": "v"}}}}, nil, anyError},
		{"UpdateContactEventHooks", true, []object{{"EventHooks": object{"CustomerRemaining": "$.Attributes.flow"}}}, nil, anyError},
		{"UpdateContactTargetQueue", true, []object{{"QueueId": "q"}, {"AgentId": "$.Attributes.s"}}, nil, anyError},
		{"CreatePersistentContactAssociation", true, []object{{"RehydrationType": "FROM_SEGMENT", "SourceContactId": "$.Attributes.s"}}, nil, anyError},
		{"UpdateFlowAttributes", true, []object{{"FlowAttributes": object{"a": "$.Attributes.raw"}}, {"FlowAttributes": object{"b c": "$.FlowAttributes.a+"}}}, nil, anyError},
		{"UpdateFlowLoggingBehavior", true, []object{{"FlowLoggingBehavior": "Enabled"}, {"FlowLoggingBehavior": "Disabled"}}, nil, nil},
		{"Compare", false, []object{{"ComparisonValue": "$.Attributes.s"}, {"ComparisonValue": "$.FlowAttributes.a"}, {"ComparisonValue": "$.Lex.IntentName"}, {"ComparisonValue": "$.External.s"}, {"ComparisonValue": "$.Views.Action"}}, [][2]string{{"Equals", "gold"}, {"TextContains", "ü"}}, noMatch},
		{"Wait", false, []object{{"TimeoutSeconds": "5", "Events": []string{"CustomerReturned"}}, {"TimeoutSeconds": "$.Attributes.n"}}, [][2]string{{"Equals", "WaitCompleted"}, {"Equals", "CustomerReturned"}}, anyError},
		{"Loop", false, []object{{"LoopCount": 3, "LoopName": "l"}, {"LoopCount": "$.Attributes.n"}, {"LoopCount": []any{"a", object{"b": "$.Attributes.raw"}}, "LoopName": "l"}, {"LoopCount": "$.External.list", "LoopName": "l"}}, [][2]string{{"Equals", "ContinueLooping"}, {"Equals", "DoneLooping"}}, anyError},
		{"DistributeByPercentage", false, []object{{}}, [][2]string{{"NumberLessThan", "21"}, {"NumberLessThan", "71"}}, noMatch},
		{"TransferToFlow", false, []object{{"ContactFlowId": "$.Attributes.flow"}}, nil, anyError},
		{"TransferContactToQueue", false, []object{{}}, nil, []flow.ErrorName{flow.ErrorQueueAtCapacity, flow.ErrorNoMatchingError}},
		{"CreateTask", true, []object{{}}, nil, anyError},
		{"ConnectParticipantWithLexBot", false, []object{
			{"Text": "hm?", "LexV2Bot": bot, "LexSessionAttributes": object{"a": "$.Attributes.raw"}},
			{"PromptId": "p", "LexV2Bot": bot, "LexTimeoutSeconds": object{"Text": "60"}},
			{"LexBot": object{"Name": "b"}, "LexInitializationData": object{"InitialMessage": "$.Media.InitialMessage"}},
		}, isGold, timeError},
		{"GetParticipantInput", false, []object{{"Text": "hm?", "LexV2Bot": bot}, {"Text": "press"}}, isGold, timeError},
		{"ShowView", false, []object{{"ViewResource": object{"Id": "v"}, "ViewData": object{"a": "$.External.list", "b": "$.Attributes.raw"}}}, isGold, timeError},
		{"AuthenticateParticipant", true, []object{{"CognitoConfiguration": object{"UserPoolArn": "arn:pool", "AppClientId": "$.Attributes.s"}, "TimeLimitMinutes": 5}}, [][2]string{{"Equals", "OptedOut"}}, timeError},
		{"InvokeLambdaFunction", true, []object{
			{"LambdaFunctionARN": "l", "LambdaInvocationAttributes": object{"a": "$.Attributes.raw", "b": object{"c": "$.External"}}},
			{"LambdaFunctionARN": "l", "ResponseValidation": object{"ResponseType": "JSON"}},
			{"LambdaFunctionARN": "l", "InvocationType": "ASYNCHRONOUS"},
		}, nil, anyError},
		{"GetCustomerProfile", true, []object{{"ProfileRequestData": object{"IdentifierName": "_email", "IdentifierValue": "$.Attributes.s"}, "ProfileResponseData": []string{"FirstName", "Attributes.x"}}}, nil, anyError},
		{"UpdateCustomerProfile", true, []object{{"ProfileRequestData": object{"FirstName": "$.Attributes.raw"}}}, nil, anyError},
		{"EvaluateDataTableValues", true, []object{{"DataTableId": "t", "Queries": []object{{"QueryName": "q", "Attributes": []string{"a"}, "PrimaryValues": []object{{"AttributeName": "k", "Value": "$.Attributes.s"}}}}}}, nil, anyError},
		{"ListDataTableValues", true, []object{{"DataTableId": "t"}}, nil, anyError},
		{"InvokeFlowModule", true, []object{{"FlowModuleId": "$.Attributes.module", "Input": object{"a": "$.Attributes.raw"}}, {"FlowModuleId": "m0"}}, isGold, eitherError},
		{"CheckHoursOfOperation", false, []object{{}, {"HoursOfOperationId": "h"}}, yesOrNo, anyError},
		{"CheckMetricData", false, []object{{"MetricType": "NumberOfContactsInQueue", "QueueId": "q"}}, [][2]string{{"NumberGreaterThan", "50"}}, eitherError},
		{"GetMetricData", true, []object{{}, {"QueueId": "$.Attributes.s"}}, nil, anyError},
		{"UpdateContactRoutingBehavior", true, []object{{"QueuePriority": "$.Attributes.n"}, {"QueueTimeAdjustmentSeconds": "-5"}}, nil, nil},
		{"UpdateContactRoutingCriteria", true, []object{{"RoutingCriteria": object{"Steps": []object{{"Expression": levelOf("a", "2")}}}}, {"RoutingCriteria": "$.External.list"}}, nil, anyError},
		{"TagContact", true, []object{{"Tags": object{"a": "$.Attributes.raw"}}}, nil, anyError},
		{"UntagContact", true, []object{{"TagKeys": []string{"a"}}}, nil, anyError},
		{"UpdateContactRecordingBehavior", true, []object{{"RecordingBehavior": object{"RecordedParticipants": []string{"Agent"}}}}, nil, nil},
		{"UpdateContactMediaProcessing", true, []object{{"ChatProcessor": object{"ProcessingEnabled": "False"}}}, nil, anyError},
		{"DisconnectParticipant", false, []object{{}}, nil, nil},
		{"EndFlowExecution", false, []object{{}}, nil, nil},
	}

	// moduleKinds are more likely to return than to end the flow.
	moduleKinds = append([]kind{
		returning, returning, returning, returning,
	}, kinds[:len(kinds)-1]...)
	returning = kind{"EndFlowModuleExecution", false, []object{{}, {"Result": "gold", "ResultData": object{"a": "$.Modules.Input.a", "b": "$.External"}}, {"Result": "$.Attributes.s"}}, nil, nil}
)

// everyNamespace refers to all that actions leave.
const everyNamespace = "$.External.list[0] $.LambdaInvocation.ResultData.s $.Lex.Slots.a $.Lex.IntentConfidence.Score $.Views.ViewResultData.a " +
	"$.Metrics.Queue.Size $.Modules.Input.a $.Modules.Result $.Modules.ResultData.a $.Loop.l.Element $.Loop.l.Element.b $.Loop.l.Elements $.Loop['l'].Index " +
	"$.Customer.FirstName $.Customer.Attributes.x $.DataTables.q.a $.DataTableList.ResultData.primaryKeyGroups.default[0].a"
