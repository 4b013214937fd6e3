package legacy

import (
	"encoding/json"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// invokeFunction calls a function, whose answer was always a flat map.
func (b *block) invokeFunction() {
	b.is("InvokeLambdaFunction")
	b.resource("LambdaFunctionARN", "FunctionArn", "LambdaFunctionARN")
	b.set("InvocationTimeLimitSeconds", "TimeLimit")
	b.entries("LambdaInvocationAttributes", "Parameter")
	response := b.value("ResponseType", "ResponseValidation")
	if response == "" {
		response = "STRING_MAP"
	}
	b.action.Parameters["ResponseValidation"] = map[string]any{"ResponseType": response}
	b.set("InvocationType", "InvocationType")
	b.success()
}

func (b *block) invokeModule() {
	b.is("InvokeFlowModule")
	b.resource("FlowModuleId", "FlowModuleId", "ContactFlowModuleId", "ModuleId")
	b.success()
	b.evaluate()
}

func (b *block) createTask() {
	b.is("CreateTask")
	b.resource("ContactFlowId", "ContactFlowId")
	for _, name := range []string{"Name", "Description", "DelaySeconds", "ScheduledTime", "TaskTemplateId"} {
		b.set(name, name)
	}
	b.entries("Attributes", "Attribute")
	references := map[string]any{}
	for _, p := range b.all("Reference") {
		if p.Key != "" {
			references[p.Key] = map[string]any{"Type": "URL", "Value": p.text()}
		}
	}
	if len(references) > 0 {
		b.action.Parameters["References"] = references
	}
	b.success()
}

// asItStands takes over a block that is not known: its parameters and branches
// under their own names.
func (b *block) asItStands() {
	b.is(flow.ActionType(b.Type))
	if b.Target != "" {
		b.is(flow.ActionType(b.Type + "/" + b.Target))
	}
	for i, p := range b.Parameters {
		if b.seen[i] {
			continue
		}
		b.seen[i] = true
		if p.Key == "" {
			b.add(p.Name, structured(p))
			continue
		}
		m, ok := b.action.Parameters[p.Name].(map[string]any)
		if !ok {
			m = map[string]any{}
			b.action.Parameters[p.Name] = m
		}
		m[p.Key] = p.text()
	}
	b.success()
	b.evaluate()
	b.raise(flow.ErrorNoMatchingCondition, "NoMatch")
	for i, br := range b.Branches {
		if !b.taken[i] && br.Transition != "" {
			b.taken[i] = true
			b.fail(flow.ErrorName(br.Condition), br.Transition)
		}
	}
	b.otherwise()
}

// add puts in a parameter; one that is there already becomes a list.
func (b *block) add(name string, v any) {
	switch old := b.action.Parameters[name].(type) {
	case nil:
		b.action.Parameters[name] = v
	case []any:
		b.action.Parameters[name] = append(old, v)
	default:
		b.action.Parameters[name] = []any{old, v}
	}
}

// structured is a parameter's value as it is: text, or an object or list, also
// one that is written as JSON inside a text.
func structured(p parameter) any {
	if p.Namespace != "" {
		return p.text()
	}
	text, ok := p.Value.(string)
	if !ok {
		return p.Value
	}
	if trimmed := strings.TrimSpace(text); strings.HasPrefix(trimmed, "{") || strings.HasPrefix(trimmed, "[") {
		if json.Valid([]byte(trimmed)) {
			return json.RawMessage(trimmed)
		}
	}
	return text
}
