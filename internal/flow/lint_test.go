package flow_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/flowtest"
)

// nothing is an instance without any resource.
var nothing = flowtest.ResolverFunc(func(flow.Resource, string) flow.Found { return flow.Found{} })

// valid is a document that lints clean and holds every action that is built,
// as a tree of JSON values.
func valid(t testing.TB) object {
	t.Helper()
	when := func(conditions ...string) []any {
		var list []any
		for _, c := range conditions {
			operator, operand, _ := strings.Cut(c, " ")
			list = append(list, object{
				"NextAction": "end", "Condition": object{"Operator": operator, "Operands": []any{operand}},
			})
		}
		return list
	}
	onward := object{"NextAction": "end", "Errors": errs(flow.ErrorNoMatchingError)}
	doc := object{"Version": flow.Version, "StartAction": "message", "Metadata": object{}, "Actions": []any{
		action("message", "MessageParticipant", object{"Text": "Hello $.Attributes.name"}, object{"NextAction": "end"}),
		action("attributes", "UpdateContactAttributes", object{"TargetContact": "Current", "Attributes": object{"a": "b", "$.Attributes.key": "c"}}, onward),
		action("data", "UpdateContactData", object{"Name": "n", "References": object{"r": object{"Type": "URL", "Value": "v"}}}, onward),
		action("hook", "UpdateContactEventHooks", object{"EventHooks": object{"CustomerRemaining": "$.Attributes.f"}}, onward),
		action("queue", "UpdateContactTargetQueue", object{"QueueId": "$.Attributes.q"}, onward),
		action("associate", "CreatePersistentContactAssociation",
			object{"RehydrationType": "FROM_SEGMENT", "SourceContactId": "$.Attributes.c"}, onward),
		action("flow attributes", "UpdateFlowAttributes", object{"FlowAttributes": object{"a": "b"}}, onward),
		action("logging", "UpdateFlowLoggingBehavior", object{"FlowLoggingBehavior": "Enabled"}, object{"NextAction": "end"}),
		action("compare", "Compare", object{"ComparisonValue": "$.Attributes.v"},
			object{"Conditions": when("Equals a", "NumberLessThan 3"), "Errors": errs(flow.ErrorNoMatchingCondition)}),
		action("wait", "Wait", object{"TimeoutSeconds": "60", "Events": []any{"CustomerReturned"}},
			object{"Conditions": when("Equals WaitCompleted", "Equals CustomerReturned"), "Errors": errs(flow.ErrorNoMatchingError)}),
		action("loop", "Loop", object{"LoopCount": "3"},
			object{"Conditions": when("Equals ContinueLooping", "Equals DoneLooping")}),
		action("share", "DistributeByPercentage", object{},
			object{"Conditions": when("NumberLessThan 21", "NumberLessThan 51"), "Errors": errs(flow.ErrorNoMatchingCondition)}),
		action("other flow", "TransferToFlow", object{"ContactFlowId": "$.Attributes.f"}, object{"Errors": errs(flow.ErrorNoMatchingError)}),
		action("transfer", "TransferContactToQueue", object{},
			object{"Errors": errs(flow.ErrorQueueAtCapacity, flow.ErrorNoMatchingError)}),
		action("lambda", "InvokeLambdaFunction", object{"LambdaFunctionARN": "$.Attributes.l"}, onward),
		action("bot", "ConnectParticipantWithLexBot", object{
			"Text": "Hello", "LexV2Bot": object{"AliasArn": "$.Attributes.b"}, "LexTimeoutSeconds": object{"Text": "60"},
			"LexSessionAttributes": object{"a": "$.Attributes.a"},
		}, object{"Conditions": when("Equals Order"), "Errors": onward["Errors"]}),
		action("view", "ShowView", object{
			"ViewResource": object{"Id": "$.Attributes.view"}, "InvocationTimeLimitSeconds": "60", "ViewData": object{"a": []any{1}},
			"SensitiveDataConfiguration": object{"HideResponseOn": []any{"TRANSCRIPT"}},
		}, object{"NextAction": "end", "Errors": onward["Errors"]}),
		action("module", "InvokeFlowModule", object{"FlowModuleId": "$.Attributes.m", "Input": object{"a": "b"}}, onward),
		action("hours", "CheckHoursOfOperation", object{"HoursOfOperationId": "$.Attributes.h"},
			object{"Conditions": when("Equals True", "Equals False"), "Errors": onward["Errors"]}),
		action("staff", "CheckMetricData", object{"MetricType": "NumberOfAgentsStaffed"},
			object{"Conditions": when("NumberGreaterThan 0"), "Errors": errs(flow.ErrorNoMatchingError, flow.ErrorNoMatchingCondition)}),
		action("metrics", "GetMetricData", object{"QueueId": "$.Attributes.q", "QueueChannel": "Chat"}, onward),
		action("priority", "UpdateContactRoutingBehavior", object{"QueuePriority": "3"}, object{"NextAction": "end"}),
		action("criteria", "UpdateContactRoutingCriteria", object{"RoutingCriteria": object{"Steps": []any{object{
			"Expiry": object{"DurationInSeconds": "$.Attributes.s"}, "Expression": object{"AttributeCondition": object{
				"Name": "$.Attributes.n", "Value": "v", "ProficiencyLevel": "$.Attributes.l", "ComparisonOperator": "NumberGreaterOrEqualTo",
			}},
		}}}}, onward),
		action("tag", "TagContact", object{"Tags": object{"a": "$.Attributes.a"}}, onward),
		action("untag", "UntagContact", object{"TagKeys": []any{"a"}}, onward),
		action("record", "UpdateContactRecordingBehavior", object{"RecordingBehavior": object{"RecordedParticipants": []any{"Agent"}}}, object{"NextAction": "end"}),
		action("analyse", "UpdateContactRecordingAndAnalyticsBehavior", object{"ChatBehavior": object{"ChatAnalyticsBehavior": object{"Enabled": true}}}, onward),
		action("process", "UpdateContactMediaProcessing", object{"ChatProcessor": object{"ProcessingEnabled": "False"}}, onward),
		action("disconnect", "DisconnectParticipant", object{}, object{}),
		action("end", "EndFlowExecution", object{}, object{}),
	}}
	// By way of JSON, so that every part can be changed on its own.
	var copied object
	if err := json.Unmarshal([]byte(marshal(t, doc)), &copied); err != nil {
		t.Fatal(err)
	}
	return copied
}

func action(id, kind string, parameters, transitions object) object {
	return object{"Identifier": id, "Type": kind, "Parameters": parameters, "Transitions": transitions}
}

// at finds an action of a tree; it panics, in a test, when there is none.
func at(doc object, id string) object {
	actions := doc["Actions"].([]any)
	i := slices.IndexFunc(actions, func(a any) bool { return a.(object)["Identifier"] == id })
	return actions[i].(object)
}

func parameters(doc object, id string) object  { return at(doc, id)["Parameters"].(object) }
func transitions(doc object, id string) object { return at(doc, id)["Transitions"].(object) }

func condition(doc object, id string, i int) object {
	return transitions(doc, id)["Conditions"].([]any)[i].(object)
}

// fault breaks one thing, and names the action and the words that tell of it.
type fault struct {
	name   string
	damage func(doc object)
	action string
	words  string
}

var faults = []fault{
	{"another version", func(d object) { d["Version"] = "2012-10-17" }, "", "Version must be 2019-10-30"},
	{"no version", func(d object) { delete(d, "Version") }, "", "Version must be"},
	{"a version of another type", func(d object) { d["Version"] = 2019 }, "", "Version must be a string"},
	{"no start", func(d object) { delete(d, "StartAction") }, "", "StartAction is required"},
	{"a start that is not there", func(d object) { d["StartAction"] = "gone" }, "", `StartAction "gone" does not exist`},
	{"no actions", func(d object) { delete(d, "Actions") }, "", "Actions must hold an action"},
	{"actions of another type", func(d object) { d["Actions"] = object{} }, "", "Actions must be a list"},
	{"too many actions", func(d object) {
		for i := range flow.MaxActions {
			d["Actions"] = append(d["Actions"].([]any), action(fmt.Sprint("more ", i), "EndFlowExecution", object{}, object{}))
		}
	}, "", "280 actions, more than 250"},
	{"too long", func(d object) { d["Metadata"] = strings.Repeat("ü", flow.MaxContentLength) }, "", "more than 256000"},
	{"an action that is none", func(d object) { d["Actions"].([]any)[0] = "message" }, "#1", "must be an object"},
	{"no identifier", func(d object) { delete(at(d, "loop"), "Identifier") }, "#11", "Identifier must not be empty"},
	{"a long identifier", func(d object) { at(d, "loop")["Identifier"] = strings.Repeat("ü", 51) }, strings.Repeat("ü", 51), "at most 50"},
	{"a forbidden character", func(d object) { at(d, "loop")["Identifier"] = "a/b" }, "a/b", "must not hold any of"},
	{"a forbidden name", func(d object) { at(d, "loop")["Identifier"] = "constructor" }, "constructor", "JavaScript"},
	{"an identifier twice", func(d object) { at(d, "loop")["Identifier"] = "end" }, "end", "more than once"},
	{"an identifier of another type", func(d object) { at(d, "loop")["Identifier"] = 1 }, "#11", "Identifier must be a string"},
	{"an unknown type", func(d object) { at(d, "loop")["Type"] = "Lop" }, "loop", `Type "Lop" is unknown`},
	{"no type", func(d object) { delete(at(d, "loop"), "Type") }, "loop", "Type is required"},
	{"parameters of another type", func(d object) { at(d, "loop")["Parameters"] = "3" }, "loop", "Parameters must be an object"},
	{"transitions of another type", func(d object) { at(d, "loop")["Transitions"] = "end" }, "loop", "Transitions must be an object"},
	{"conditions of another type", func(d object) { transitions(d, "loop")["Conditions"] = object{} }, "loop", "Conditions must be a list"},
	{"a condition of another type", func(d object) { transitions(d, "loop")["Conditions"].([]any)[0] = 1 }, "loop", "each of Conditions"},
	{"errors of another type", func(d object) { transitions(d, "data")["Errors"] = object{} }, "data", "Errors must be a list"},
	{"an error of another type", func(d object) { transitions(d, "data")["Errors"].([]any)[0] = 1 }, "data", "each of Errors"},
	{"an error without a type", func(d object) { delete(transitions(d, "data")["Errors"].([]any)[0].(object), "ErrorType") }, "data", "ErrorType"},
	{"two operands", func(d object) { condition(d, "loop", 0)["Condition"].(object)["Operands"] = []any{"a", "b"} }, "loop", "exactly one operand"},
	{"an operand of another type", func(d object) { condition(d, "loop", 0)["Condition"].(object)["Operands"] = []any{1} }, "loop", "exactly one operand"},
	{"a next action that is not there", func(d object) { transitions(d, "data")["NextAction"] = "gone" }, "data", `NextAction "gone" does not exist`},
	{"a condition to nowhere", func(d object) { condition(d, "loop", 0)["NextAction"] = "gone" }, "loop", `condition "gone" does not exist`},
	{"a condition without a target", func(d object) { delete(condition(d, "loop", 0), "NextAction") }, "loop", "NextAction of a condition is required"},
	{"an error to nowhere", func(d object) { transitions(d, "data")["Errors"].([]any)[0].(object)["NextAction"] = "gone" }, "data", `error NoMatchingError "gone" does not exist`},
	{"no next action", func(d object) { delete(transitions(d, "data"), "NextAction") }, "data", "NextAction is required"},
	{"no error branch", func(d object) { delete(transitions(d, "data"), "Errors") }, "data", "branch for error NoMatchingError"},
	{"no capacity branch", func(d object) { transitions(d, "transfer")["Errors"] = transitions(d, "data")["Errors"] }, "transfer", "branch for error QueueAtCapacity"},
	{"no remainder branch", func(d object) { delete(transitions(d, "share"), "Errors") }, "share", "branch for error NoMatchingCondition"},
	{"transitions behind the end", func(d object) { transitions(d, "end")["NextAction"] = "loop" }, "end", "must be empty"},
	{"conditions where there is no result", func(d object) { transitions(d, "data")["Conditions"] = transitions(d, "loop")["Conditions"] }, "data", "takes no conditions"},
	{"no condition", func(d object) { delete(transitions(d, "compare"), "Conditions") }, "compare", "a condition is required"},
	{"an unknown operator", func(d object) { condition(d, "compare", 0)["Condition"].(object)["Operator"] = "Is" }, "compare", `operator "Is"`},
	{"an operator that the action lacks", func(d object) { condition(d, "wait", 0)["Condition"].(object)["Operator"] = "TextContains" }, "wait", `operator "TextContains"`},
	{"a number operator with text", func(d object) { condition(d, "compare", 1)["Condition"].(object)["Operands"] = []any{"few"} }, "compare", "must be a number"},
	{"an operand that cannot come", func(d object) { condition(d, "loop", 0)["Condition"].(object)["Operands"] = []any{"Done"} }, "loop", `operand "Done"`},
	{"no condition for a result", func(d object) { condition(d, "loop", 0)["Condition"].(object)["Operands"] = []any{"DoneLooping"} }, "loop", "Equals ContinueLooping is required"},
	{"no condition for an event", func(d object) { condition(d, "wait", 1)["Condition"].(object)["Operands"] = []any{"WaitCompleted"} }, "wait", "Equals CustomerReturned is required"},
	{"thresholds that fall", func(d object) { condition(d, "share", 1)["Condition"].(object)["Operands"] = []any{"20"} }, "share", "greater than 21"},
	{"a threshold above all", func(d object) { condition(d, "share", 1)["Condition"].(object)["Operands"] = []any{"102"} }, "share", "up to 101"},
	{"a parameter is missing", func(d object) { delete(parameters(d, "loop"), "LoopCount") }, "loop", "parameter LoopCount is required"},
	{"a parameter is null", func(d object) { parameters(d, "loop")["LoopCount"] = nil }, "loop", "parameter LoopCount is required"},
	{"no time to wait", func(d object) { delete(parameters(d, "wait"), "TimeoutSeconds") }, "wait", "parameters TimeoutSeconds or TimeLimitSeconds"},
	{"a number out of bounds", func(d object) { parameters(d, "wait")["TimeoutSeconds"] = 604801 }, "wait", "1 to 604800"},
	{"a number with a reference in it", func(d object) { parameters(d, "wait")["TimeoutSeconds"] = "6$.Attributes.s" }, "wait", "static or exactly one reference"},
	{"an unknown event", func(d object) { parameters(d, "wait")["Events"] = []any{"CustomerReturned", "Noon"} }, "wait", "Events must be"},
	{"an event of another type", func(d object) { parameters(d, "wait")["Events"] = []any{"CustomerReturned", 1} }, "wait", "list of text"},
	{"events of another type", func(d object) { parameters(d, "wait")["Events"] = "CustomerReturned" }, "wait", "must be a list"},
	{"a dynamic static parameter", func(d object) { parameters(d, "logging")["FlowLoggingBehavior"] = "$.Attributes.l" }, "logging", "must not hold a reference"},
	{"not one of the choices", func(d object) { parameters(d, "logging")["FlowLoggingBehavior"] = "Loud" }, "logging", "Enabled or Disabled"},
	{"not a reference", func(d object) { parameters(d, "compare")["ComparisonValue"] = "gold" }, "compare", "exactly one reference"},
	{"none of several", func(d object) { delete(parameters(d, "message"), "Text") }, "message", "exactly one of the parameters Text, SSML, PromptId or Media"},
	{"two of several", func(d object) { parameters(d, "queue")["AgentId"] = "a" }, "queue", "exactly one of the parameters"},
	{"text of another type", func(d object) { parameters(d, "message")["Text"] = object{} }, "message", "Text must be text"},
	{"empty text", func(d object) { parameters(d, "message")["Text"] = "" }, "message", "1 to 6000 characters"},
	{"two hooks", func(d object) { parameters(d, "hook")["EventHooks"].(object)["AgentHold"] = "$.Attributes.f" }, "hook", "exactly one entry"},
	{"an unknown hook", func(d object) { parameters(d, "hook")["EventHooks"] = object{"Lunch": "$.Attributes.f"} }, "hook", `"Lunch"`},
	{"a map of another type", func(d object) { parameters(d, "hook")["EventHooks"] = "CustomerRemaining" }, "hook", "must be an object"},
	{"a map's value of another type", func(d object) { parameters(d, "attributes")["Attributes"].(object)["c"] = true }, "attributes", `"c" must be text`},
	{"a name with a dot", func(d object) { parameters(d, "attributes")["Attributes"].(object)["c.d"] = "e" }, "attributes", "nor hold $ or a dot"},
	{"references of another type", func(d object) { parameters(d, "data")["References"] = "r" }, "data", "References must be an object"},
	{"a reference without a value", func(d object) { parameters(d, "data")["References"].(object)["s"] = object{} }, "data", `"s" must have a Type and a Value`},
	{"an unknown way to continue", func(d object) { parameters(d, "associate")["RehydrationType"] = "ALL" }, "associate", "ENTIRE_PAST_SESSION or FROM_SEGMENT"},
	{"a source that is too long", func(d object) { parameters(d, "associate")["SourceContactId"] = strings.Repeat("c", 257) }, "associate", "1 to 256 characters"},
	{"a queue that is not there", func(d object) { parameters(d, "queue")["QueueId"] = "q" }, "queue", `queue "q", which does not exist`},
	{"an agent that is not there", func(d object) { at(d, "queue")["Parameters"] = object{"AgentId": "a"} }, "queue", `agent "a", which does not exist`},
	{"a flow that is not there", func(d object) { parameters(d, "other flow")["ContactFlowId"] = "f" }, "other flow", `flow "f", which does not exist`},
	{"a bot that is not there", func(d object) { parameters(d, "bot")["LexV2Bot"] = object{"AliasArn": "b"} }, "bot", `bot "b", which does not exist`},
	{"a bot without a name", func(d object) { parameters(d, "bot")["LexV2Bot"] = object{} }, "bot", "LexV2Bot.AliasArn is required"},
	{"a bot that is no object", func(d object) { parameters(d, "bot")["LexV2Bot"] = "b" }, "bot", "LexV2Bot must be an object"},
	{"no bot", func(d object) { delete(parameters(d, "bot"), "LexV2Bot") }, "bot", "exactly one of the parameters LexV2Bot or LexBot"},
	{"no prompt", func(d object) { delete(parameters(d, "bot"), "Text") }, "bot", "one of Text, SSML, PromptId or Media is required"},
	{"a time that is none", func(d object) { parameters(d, "bot")["LexTimeoutSeconds"] = object{"Text": "soon"} }, "bot", "LexTimeoutSeconds.Text must be a whole number"},
	{"a bot's operator", func(d object) { condition(d, "bot", 0)["Condition"].(object)["Operator"] = "TextContains" }, "bot", `operator "TextContains"`},
	{"a bot of old exports", func(d object) { at(d, "bot")["Type"] = "GetParticipantInput"; delete(parameters(d, "bot"), "Text") }, "bot", "one of Text, SSML"},
	{"nobody is staffed, and then", func(d object) { transitions(d, "staff")["Errors"] = errs(flow.ErrorNoMatchingError) }, "staff", "NextAction is required, or a branch for error NoMatchingCondition"},
	{"nobody is in the queue, and then", func(d object) {
		parameters(d, "staff")["MetricType"] = "NumberOfContactsInQueue"
		transitions(d, "staff")["Errors"], transitions(d, "staff")["NextAction"] = errs(flow.ErrorNoMatchingError), "end"
	}, "staff", "a branch for error NoMatchingCondition is required"},
	{"a view that leads nowhere", func(d object) { delete(transitions(d, "view"), "NextAction") }, "view", "NextAction is required, or a branch for error NoMatchingCondition"},
	{"a view that is not there", func(d object) { parameters(d, "view")["ViewResource"] = object{"Id": "v"} }, "view", `view "v", which does not exist`},
	{"no view", func(d object) { delete(parameters(d, "view"), "ViewResource") }, "view", "ViewResource is required"},
	{"data of another type", func(d object) { parameters(d, "view")["ViewData"] = "a $.Attributes.b" }, "view", "ViewData must be an object or exactly one reference"},
	{"hidden from somewhere else", func(d object) {
		parameters(d, "view")["SensitiveDataConfiguration"] = object{"HideResponseOn": []any{"EYES"}}
	}, "view", "HideResponseOn must be TRANSCRIPT"},
	{"a module that is not there", func(d object) { parameters(d, "module")["FlowModuleId"] = "m" }, "module", `module "m", which does not exist`},
	{"a return outside of a module", func(d object) { at(d, "end")["Type"] = "EndFlowModuleExecution" }, "end", "allowed in a module only"},
	{"hours that are not there", func(d object) { parameters(d, "hours")["HoursOfOperationId"] = "h" }, "hours", `hours of operation "h", which does not exist`},
	{"no condition for False", func(d object) { condition(d, "hours", 1)["Condition"].(object)["Operands"] = []any{"True"} }, "hours", "Equals False is required"},
	{"a function that is not there", func(d object) { parameters(d, "lambda")["LambdaFunctionARN"] = "l" }, "lambda", `function "l", which does not exist`},
	{"no function", func(d object) { delete(parameters(d, "lambda"), "LambdaFunctionARN") }, "lambda", "LambdaFunctionARN is required"},
	{"a function's long time", func(d object) { parameters(d, "lambda")["InvocationTimeLimitSeconds"] = "30" }, "lambda", "1 to 8"},
	{"an unknown validation", func(d object) { parameters(d, "lambda")["ResponseValidation"] = object{"ResponseType": "XML"} }, "lambda", "STRING_MAP or JSON"},
	{"a staff of five", func(d object) { condition(d, "staff", 0)["Condition"].(object)["Operands"] = []any{"5"} }, "staff", "only condition for NumberOfAgentsStaffed"},
	{"no branch for no staff", func(d object) { transitions(d, "staff")["Errors"] = transitions(d, "data")["Errors"] }, "staff", "branch for error NoMatchingCondition"},
	{"metrics of two queues", func(d object) { parameters(d, "metrics")["AgentId"] = "$.Attributes.a" }, "metrics", "cannot both be set"},
	{"metrics of a queue that is not there", func(d object) { parameters(d, "metrics")["QueueId"] = "q" }, "metrics", `queue "q", which does not exist`},
	{"no priority", func(d object) { parameters(d, "priority")["QueuePriority"] = 0 }, "priority", "QueuePriority must be"},
	{"criteria without steps", func(d object) { parameters(d, "criteria")["RoutingCriteria"] = object{} }, "criteria", "Steps must be a list"},
	{"a step without an expression", func(d object) {
		parameters(d, "criteria")["RoutingCriteria"] = object{"Steps": []any{object{}}}
	}, "criteria", "must have an Expression"},
	{"too many tags", func(d object) {
		parameters(d, "tag")["Tags"] = object{"a": "1", "b": "1", "c": "1", "d": "1", "e": "1", "f": "1", "g": "1"}
	}, "tag", "1 to 6 entries"},
	{"a tag of the system", func(d object) { parameters(d, "tag")["Tags"] = object{"aws:x": "1"} }, "tag", "the system's"},
	{"a tag of the system to remove", func(d object) { parameters(d, "untag")["TagKeys"] = []any{"aws:x"} }, "untag", "the system's"},
	{"somebody else recorded", func(d object) {
		parameters(d, "record")["RecordingBehavior"] = object{"RecordedParticipants": []any{"Dog"}}
	}, "record", "Agent or Customer"},
	{"neither true nor false", func(d object) { parameters(d, "process")["ChatProcessor"] = object{"ProcessingEnabled": "Perhaps"} }, "process", "ProcessingEnabled must be True or False"},
	{"a list of too much", func(d object) { parameters(d, "loop")["LoopCount"] = make([]any, 101) }, "loop", "101 elements"},
	{"a hook's flow that is not there", func(d object) { parameters(d, "hook")["EventHooks"] = object{"AgentHold": "f"} }, "hook", `flow "f", which does not exist`},
}

// errs are branches for errors that all lead to the end.
func errs(names ...flow.ErrorName) []any {
	var list []any
	for _, name := range names {
		list = append(list, object{"NextAction": "end", "ErrorType": name})
	}
	return list
}

func TestAValidDocumentLintsClean(t *testing.T) {
	_, problems := flow.Check(marshal(t, valid(t)), flow.TypeContactFlow, nothing)
	if len(problems) > 0 {
		t.Errorf("got problems %v, want none", problems)
	}
}

// The reference knows NoMatchingCondition for metrics of queues alone.
// spec: CheckMetricData, errors.
func TestLintOfStaffingTakesNextAction(t *testing.T) {
	doc := valid(t)
	transitions(doc, "staff")["Errors"], transitions(doc, "staff")["NextAction"] = errs(flow.ErrorNoMatchingError), "end"
	_, problems := flow.Check(marshal(t, doc), flow.TypeContactFlow, nothing)
	if len(problems) > 0 {
		t.Errorf("got problems %v, want none", problems)
	}
}

func TestLintNamesEachFault(t *testing.T) {
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			doc := valid(t)
			f.damage(doc)
			_, problems := flow.Check(marshal(t, doc), flow.TypeContactFlow, nothing)
			if !tells(problems, f) {
				t.Errorf("got problems %v, want one of action %q with %q", problems, f.action, f.words)
			}
		})
	}
}

func tells(problems []flow.Problem, f fault) bool {
	return slices.ContainsFunc(problems, func(p flow.Problem) bool {
		return p.Action == flow.ActionID(f.action) && strings.Contains(p.Message, f.words)
	})
}

func TestLintTellsAllFaultsAtOnce(t *testing.T) {
	together := []string{
		"another version", "a start that is not there", "no identifier", "no next action", "no capacity branch",
		"no condition", "a number out of bounds", "not one of the choices", "none of several", "two hooks",
		"a name with a dot", "an unknown way to continue", "a queue that is not there", "a flow that is not there",
		"thresholds that fall", "a bot that is not there", "a view that is not there", "a module that is not there",
		"hours that are not there", "a function that is not there", "a staff of five", "criteria without steps", "too many tags",
	}
	doc := valid(t)
	var broken []fault
	for _, f := range faults {
		if slices.Contains(together, f.name) {
			f.damage(doc)
			broken = append(broken, f)
		}
	}
	_, problems := flow.Check(marshal(t, doc), flow.TypeContactFlow, nothing)
	for _, f := range broken {
		if !tells(problems, f) {
			t.Errorf("%s: got problems %v, want one of action %q with %q", f.name, problems, f.action, f.words)
		}
	}
	if len(broken) != len(together) || len(problems) != len(together) {
		t.Errorf("got %d problems of %d faults, want %d of each: %v", len(problems), len(broken), len(together), problems)
	}
}

func TestActionsAreHeldToTheirFlowTypes(t *testing.T) {
	elsewhere := []flow.ActionID{"queue", "other flow", "transfer"}
	restricted := map[flow.Type][]flow.ActionID{
		flow.TypeContactFlow:     nil,
		flow.TypeAgentTransfer:   {"view", "module"},
		flow.TypeQueueTransfer:   {"view", "module"},
		flow.TypeCustomerQueue:   slices.Concat(elsewhere, []flow.ActionID{"module"}),
		flow.TypeAgentWhisper:    slices.Concat(elsewhere, []flow.ActionID{"bot", "view", "module", "hours"}),
		flow.TypeCustomerWhisper: slices.Concat(elsewhere, []flow.ActionID{"bot", "view", "module", "hours"}),
		flow.TypeOutboundWhisper: slices.Concat(elsewhere, []flow.ActionID{"bot", "view", "module", "hours"}),
		flow.TypeCampaign:        slices.Concat(elsewhere, []flow.ActionID{"bot", "view", "module"}),
		flow.TypeCustomerHold:    slices.Concat([]flow.ActionID{"message"}, elsewhere, []flow.ActionID{"bot", "view", "module", "hours"}),
		flow.TypeAgentHold:       slices.Concat([]flow.ActionID{"message"}, elsewhere, []flow.ActionID{"bot", "view", "module", "hours"}),
	}
	for kind, want := range restricted {
		_, problems := flow.Check(marshal(t, valid(t)), kind, nothing)
		var got []flow.ActionID
		for _, p := range problems {
			if strings.Contains(p.Message, "not allowed in a flow of type "+string(kind)) {
				got = append(got, p.Action)
			}
		}
		if !reflect.DeepEqual(got, want) || len(problems) != len(want) {
			t.Errorf("%s: got %v, want only actions %q", kind, problems, want)
		}
	}
}

func TestABotOfOldExportsIsHeldToItsFlowTypes(t *testing.T) {
	doc := branching(t, "GetParticipantInput", `{"Text": "?", "LexV2Bot": {"AliasArn": "b"}}`)
	for kind, want := range map[flow.Type]bool{flow.TypeCustomerQueue: false, flow.TypeAgentWhisper: true} {
		_, problems := flow.Check(doc, kind, nil)
		if got := tells(problems, fault{action: "it", words: "with a bot is not allowed"}); got != want {
			t.Errorf("%s: got problems %v, want it refused: %v", kind, problems, want)
		}
	}
}

func TestWithoutAResolverResourcesAreNotLookedFor(t *testing.T) {
	doc := valid(t)
	parameters(doc, "queue")["QueueId"] = "q"
	if _, problems := flow.Check(marshal(t, doc), flow.TypeContactFlow, nil); len(problems) > 0 {
		t.Errorf("got problems %v, want none", problems)
	}
}

func TestEveryActionOfTheLanguageIsKnown(t *testing.T) {
	for _, name := range []string{
		"MessageParticipant", "MessageParticipantIteratively", "GetParticipantInput", "ConnectParticipantWithLexBot",
		"ShowView", "DisconnectParticipant", "AuthenticateParticipant", "UpdateContactAttributes", "UpdateContactData",
		"UpdateContactEventHooks", "UpdateContactTargetQueue", "TransferContactToQueue", "DequeueContactAndTransferToQueue",
		"TransferContactToAgent", "UpdateContactRoutingBehavior", "UpdateContactRoutingCriteria", "UpdateRoutingCriteria",
		"UpdateContactRecordingBehavior", "UpdateContactRecordingAndAnalyticsBehavior", "UpdateContactMediaProcessing",
		"UpdateContactTextToSpeechVoice", "UpdatePreviousContactParticipantState", "TagContact", "UnTagContact", "UntagContact",
		"CreatePersistentContactAssociation", "CreateTask", "CreateCase", "GetCase", "UpdateCase", "CreateWisdomSession",
		"StartOutboundChatContact", "InvokeFlowModule", "EndFlowModuleExecution", "ResumeContact", "CompleteOutboundCall",
		"UpdateContactCallbackNumber", "UpdateContactMediaStreamingBehavior", "TransferParticipantToThirdParty",
		"CreateCallbackContact", "Compare", "CheckHoursOfOperation", "CheckMetricData", "GetMetricData",
		"DistributeByPercentage", "Loop", "Wait", "TransferToFlow", "EndFlowExecution", "UpdateFlowAttributes",
		"UpdateFlowLoggingBehavior", "InvokeLambdaFunction", "CreateCustomerProfile", "GetCustomerProfile",
		"GetCustomerProfileObject", "GetCalculatedAttributesForCustomerProfile", "UpdateCustomerProfile",
		"AssociateContactToCustomerProfile", "EvaluateDataTableValues", "ListDataTableValues", "UpsertDataTableValues",
		"LoadContactContent", "CheckOutboundCallStatus", "CheckVoiceId", "StartVoiceIdStream",
	} {
		_, problems := flow.Check(branching(t, flow.ActionType(name), ""), flow.TypeContactFlow, nil)
		if tells(problems, fault{action: "it", words: "is unknown"}) {
			t.Errorf("%s: got unknown, want known", name)
		}
	}
}

func TestProblemNamesItsAction(t *testing.T) {
	for want, p := range map[string]flow.Problem{
		`action "a b": x is required`: {Action: "a b", Message: "x is required"},
		"Version is wrong":            {Message: "Version is wrong"},
	} {
		if got := p.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
