package flow

import (
	"encoding/json"
	"errors"
	"fmt"
)

// The bounds of what one action does with data tables. spec: Data Table block, key
// details; CreateDataTableAttribute Name for the names of attributes.
const (
	maxTableQueries = 5
	maxTableWrites  = 25
	maxColumnName   = 127
)

var (
	tableID        = parameter{name: "DataTableId", form: formValue, required: true, min: 1, max: maxResourceID}
	attributeNames = parameter{name: "Attributes", form: formList, required: true, min: 1, max: maxColumnName}
	attributeValue = parameter{name: "Value", form: formValue, required: true, min: 1, max: MaxValue}
	queryName      = tableName("QueryName")
	groupName      = tableName("PrimaryKeyGroupName")
	groupValues    = primaryValues("Name")

	tableQueries = parameter{
		name: "Queries", form: formObjects, required: true, min: 1, max: maxTableQueries,
		members: []parameter{queryName, attributeNames, primaryValues("AttributeName")},
	}
	tableGroups = parameter{
		name: "PrimaryKeyGroups", form: formObjects, min: 0, max: maxTableQueries,
		members: []parameter{groupName, groupValues},
	}
	tableWrites = parameter{
		name: "DataTableUpsertAttributes", form: formObjects, required: true, min: 1, max: maxTableWrites,
		members: []parameter{groupName, groupValues, writtenAttributes},
	}
	writtenAttributes = parameter{
		name: "Attributes", form: formObjects,
		members: []parameter{tableName("Name"), {name: "Value", form: formText}, useDefault},
	}
	useDefault  = parameter{name: "UseDefaultValue", form: formTruth}
	lockVersion = parameter{name: "LockVersion", form: formValue, min: 1, max: maxResourceID}
)

func tableName(name string) parameter {
	return parameter{name: name, form: formStatic, required: true, min: 1, max: maxColumnName}
}

// primaryValues tell a row by the values of all its primary attributes. The actions
// do not agree on what their names are called.
func primaryValues(name string) parameter {
	return parameter{
		name: "PrimaryValues", form: formObjects, required: true, min: 1, max: maxTableWrites,
		members: []parameter{tableName(name), attributeValue},
	}
}

// The actions on data tables. Each of them takes away what was evaluated before, and a
// list the one before it; what it is asked may still refer to that.
// spec: Data Table block, key details for Evaluate.
var (
	evaluateDataTableValues = tableAction{
		list: tableQueries, name: queryName, namespace: namespaceTables,
	}.definition()
	listDataTableValues = tableAction{
		list: tableGroups, name: groupName, namespace: namespaceTableList,
	}.definition()
	upsertDataTableValues = tableAction{
		list: tableWrites, name: groupName, more: []parameter{lockVersion}, fault: writesFault,
	}.definition()
)

// tableAction is in what an action on data tables differs from the others.
type tableAction struct {
	list      parameter
	name      parameter // by which the items of the list are told apart
	more      []parameter
	fault     func(items []any) string // what members alone do not show; nil: nothing
	namespace string                   // of what it leaves; empty: nothing
}

func (a tableAction) definition() definition {
	return definition{
		parameters: append([]parameter{tableID, a.list}, a.more...),
		branches:   []ErrorName{ErrorNoMatchingError},
		check:      a.check, begin: a.begin, resume: a.resume,
	}
}

func (a tableAction) check(c *checker) {
	if items, ok := c.action.Parameters[a.list.name].([]any); ok {
		if fault := a.wrong(items); fault != "" {
			c.problem("parameter %s %s", a.list.name, fault)
		}
	}
}

// wrong tells what is wrong with the list as a whole.
func (a tableAction) wrong(items []any) string {
	seen := map[string]bool{}
	for _, item := range items {
		fields, _ := item.(map[string]any)
		name, _ := fields[a.name.name].(string)
		if name != "" && seen[name] {
			return fmt.Sprintf("has %s %q more than once", a.name.name, name)
		}
		seen[name] = true
	}
	if a.fault != nil {
		return a.fault(items)
	}
	return ""
}

func (a tableAction) begin(x *execution) outcome {
	asked, err := a.read(x) // which may refer to what is about to go
	for _, namespace := range []string{namespaceTables, a.namespace} {
		if err := x.keep(namespace, nil); err != nil {
			return fail(err)
		}
	}
	if err != nil {
		return fail(err)
	}
	return x.consult(KeeperOfTables, asked)
}

// read is what the keeper is asked.
func (a tableAction) read(x *execution) (map[string]any, error) {
	asked := map[string]any{}
	for _, p := range append([]parameter{tableID, a.list}, a.more...) {
		if !x.has(p) {
			if p.required {
				return nil, fmt.Errorf("%s is missing", p.name)
			}
			continue
		}
		value, err := x.built(p, x.action.Parameters[p.name])
		if err != nil {
			return nil, err
		}
		asked[p.name] = value
	}
	if items, _ := asked[a.list.name].([]any); a.wrong(items) != "" {
		return nil, fmt.Errorf("%s %s", a.list.name, a.wrong(items))
	}
	return asked, nil
}

func (a tableAction) resume(x *execution, in Input) outcome {
	said, out := readConsulted(in, nil)
	if out != nil {
		return *out
	}
	var value any
	told := said.DataTables
	switch a.namespace {
	case "":
		return done("")
	case namespaceTableList:
		told = said.DataTableList
		value = map[string]json.RawMessage{"ResultData": told}
	default:
		value = told
	}
	if _, ok := object(told); !ok {
		return fail(errors.New("the keeper's " + a.namespace + " must be an object"))
	}
	if err := tooLong("the keeper's "+a.namespace, len(told), MaxValue); err != nil {
		return fail(err)
	}
	if err := x.keep(a.namespace, value); err != nil {
		return fail(err)
	}
	return done("")
}

// writesFault holds how much one action writes against what it may. A group
// without attributes counts with those that tell its row. What is written is a
// value or the table's default.
// spec: Data Table block, attribute limit for Write.
func writesFault(items []any) string {
	n := 0
	for _, item := range items {
		group, _ := item.(map[string]any)
		written, _ := group[writtenAttributes.name].([]any)
		if len(written) == 0 {
			written, _ = group[groupValues.name].([]any)
		}
		n += len(written)
		for _, attribute := range written {
			fields, _ := attribute.(map[string]any)
			if text, _ := scalar(fields[attributeValue.name]); text == "" && !flag(fields[useDefault.name]) {
				return "must have a Value for each attribute, or UseDefaultValue"
			}
		}
	}
	if n > maxTableWrites {
		return fmt.Sprintf("writes %d attributes, more than %d", n, maxTableWrites)
	}
	return ""
}
