package conversation_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// action is one action of a flow that is written in a test. Without a next one
// it leads to the action that follows it in the list.
type action struct {
	id     string
	kind   string
	params map[string]any
	// ends says that nothing follows.
	ends     bool
	branches map[string]string // by what the result equals
	others   []map[string]any  // conditions of other kinds
	errors   map[string]string // by error
}

// named gives an action an id that branches can lead to.
func (a action) named(id string) action {
	a.id = id
	return a
}

// on branches to another action when the result equals a value.
func (a action) on(result, to string) action {
	if a.branches == nil {
		a.branches = map[string]string{}
	}
	a.branches[result] = to
	return a
}

// when branches to another action when the result compares to a value.
func (a action) when(operator, value, to string) action {
	a.others = append(slices.Clone(a.others), condition(operator, value, to))
	return a
}

func condition(operator, value, to string) map[string]any {
	return map[string]any{
		"NextAction": to, "Condition": map[string]any{"Operator": operator, "Operands": []string{value}},
	}
}

// failing branches to another action on an error.
func (a action) failing(name flow.ErrorName, to string) action {
	if a.errors == nil {
		a.errors = map[string]string{}
	}
	a.errors[string(name)] = to
	return a
}

// last ends the flow after an action without ending it on purpose.
func (a action) last() action {
	a.ends = true
	return a
}

func says(text string) action {
	return action{kind: "MessageParticipant", params: map[string]any{"Text": text}}
}

// waits parks the flow; both ways lead to the next action unless on says
// otherwise.
func waits(d time.Duration, events ...flow.Event) action {
	return action{kind: "Wait", params: map[string]any{
		"TimeoutSeconds": strconv.Itoa(int(d / time.Second)), "Events": events,
	}}
}

func hooks(flowID string) action { return hooksTo(chat.HookCustomerRemaining, flowID) }

func hooksTo(hook chat.Hook, flowID string) action {
	return action{kind: "UpdateContactEventHooks",
		params: map[string]any{"EventHooks": map[string]string{string(hook): flowID}}}
}

func sets(key, value string) action {
	return action{kind: "UpdateContactAttributes",
		params: map[string]any{"TargetContact": "Current", "Attributes": map[string]string{key: value}}}
}

func targets(queue string) action {
	return action{kind: "UpdateContactTargetQueue", params: map[string]any{"QueueId": queue}}
}

func targetsAgent(agent string) action {
	return action{kind: "UpdateContactTargetQueue", params: map[string]any{"AgentId": agent}}
}

func enqueues() action { return action{kind: "TransferContactToQueue"} }

func hangsUp() action { return action{kind: "DisconnectParticipant", ends: true} }

func finishes() action { return action{kind: "EndFlowExecution", ends: true} }

func goesTo(flowID string) action {
	return action{kind: "TransferToFlow", params: map[string]any{"ContactFlowId": flowID}, ends: true}
}

func rejoins(mode chat.RehydrationType, source string) action {
	return action{kind: "CreatePersistentContactAssociation", params: map[string]any{
		"RehydrationType": string(mode), "SourceContactId": source,
	}}
}

// content writes the actions as a document of the flow language.
func content(actions []action) string {
	id := func(i int) string {
		if i < len(actions) && actions[i].id != "" {
			return actions[i].id
		}
		return "action " + strconv.Itoa(i)
	}
	list := make([]map[string]any, len(actions))
	for i, a := range actions {
		transitions := map[string]any{}
		if !a.ends {
			transitions["NextAction"] = id(i + 1)
		}
		var errs []map[string]any
		conditions := slices.Clone(a.others)
		for name, to := range a.errors {
			errs = append(errs, map[string]any{"ErrorType": name, "NextAction": to})
		}
		for value, to := range a.branches {
			conditions = append(conditions, condition("Equals", value, to))
		}
		transitions["Errors"], transitions["Conditions"] = errs, conditions
		params := a.params
		if params == nil {
			params = map[string]any{}
		}
		list[i] = map[string]any{"Identifier": id(i), "Type": a.kind, "Parameters": params, "Transitions": transitions}
	}
	raw, err := json.Marshal(map[string]any{
		"Version": "2019-10-30", "StartAction": id(0), "Actions": list,
	})
	if err != nil {
		return err.Error()
	}
	return string(raw)
}

// flow publishes a flow without the checks of publishing, so that flows which
// only an import could bring can be run too, and gives its id.
func (w *world) flow(actions ...action) string {
	w.t.Helper()
	return w.flowOf(flow.TypeContactFlow, actions...)
}

// flowOf is flow for another type than that of inbound flows.
func (w *world) flowOf(t flow.Type, actions ...action) string {
	w.t.Helper()
	id := w.newID()
	w.publishesAs(t, id, 0, actions...)
	return id
}

// publishes creates a flow, or replaces its content when it has a revision.
func (w *world) publishes(id string, revision int64, actions ...action) {
	w.t.Helper()
	w.publishesAs(flow.TypeContactFlow, id, revision, actions...)
}

func (w *world) publishesAs(t flow.Type, id string, revision int64, actions ...action) {
	w.t.Helper()
	text := content(actions)
	w.keeps(text)
	spec, err := json.Marshal(directory.FlowSpec{Type: t, Published: text})
	w.check(err)
	r := store.Resource{
		InstanceID: instance, Kind: directory.KindFlow.Store, ID: id, Name: "flow " + id, Spec: spec, Revision: revision,
	}
	if revision == 0 {
		w.check(w.store.CreateResource(context.Background(), r))
		return
	}
	w.check(w.store.SaveResource(context.Background(), r))
}

// keeps files a content as publishing does.
func (w *world) keeps(text string) {
	w.t.Helper()
	spec, err := json.Marshal(directory.FlowContentSpec{Content: text})
	w.check(err)
	id := string(directory.ContentID(text))
	err = w.store.CreateResource(context.Background(), store.Resource{
		InstanceID: instance, Kind: directory.KindFlowContent.Store, ID: id, Name: id, Spec: spec,
	})
	if !errors.Is(err, store.ErrExists) {
		w.check(err)
	}
}

// withdraws deletes a flow.
func (w *world) withdraws(id string) {
	w.t.Helper()
	w.check(w.store.DeleteResource(context.Background(), instance, directory.KindFlow.Store, id))
}
