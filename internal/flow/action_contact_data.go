package flow

import (
	"errors"
	"fmt"
)

var (
	dataName        = parameter{name: "Name", form: formText, max: 512}
	dataDescription = parameter{name: "Description", form: formText, max: 4096}
	dataLanguage    = parameter{name: "LanguageCode", form: formText}
	dataCustomer    = parameter{name: "CustomerId", form: formText}
	dataWisdom      = parameter{name: "WisdomSessionArn", form: formText}
	dataReferences  = parameter{name: "References", form: formAny}
)

// updateContactData sets system data of the contact. The members for voice
// identification have no effect in chat. spec: UpdateContactData.
var updateContactData = definition{
	parameters: []parameter{
		targetContact, dataName, dataDescription, dataLanguage, dataCustomer, dataWisdom, dataReferences,
	},
	branches: []ErrorName{ErrorNoMatchingError},
	check:    checkReferences,
	begin:    beginContactData,
}

func beginContactData(x *execution) outcome {
	target, err := x.target()
	if err != nil {
		return fail(err)
	}
	update := UpdateData{Target: target}
	for _, member := range []struct {
		parameter
		to **string
	}{
		{dataName, &update.Name},
		{dataDescription, &update.Description},
		{dataLanguage, &update.LanguageCode},
		{dataCustomer, &update.CustomerID},
		{dataWisdom, &update.WisdomSessionARN},
	} {
		if !x.has(member.parameter) {
			continue
		}
		value, err := x.text(member.parameter)
		if err != nil {
			return fail(err)
		}
		*member.to = &value
	}
	if update.References, err = x.references(); err != nil {
		return fail(err)
	}
	return ask(update)
}

// contactReference reads one entry of References.
func contactReference(raw any) (ContactReference, bool) {
	entry, _ := raw.(map[string]any)
	kind, hasType := entry["Type"].(string)
	value, hasValue := entry["Value"].(string)
	return ContactReference{Type: kind, Value: value}, hasType && hasValue
}

const referenceFault = "References: %q must have a Type and a Value"

// references reads the References member, nil when it is absent.
func (x *execution) references() (map[string]ContactReference, error) {
	if !x.has(dataReferences) {
		return nil, nil
	}
	entries, ok := x.action.Parameters[dataReferences.name].(map[string]any)
	if !ok {
		return nil, errors.New("References must be an object")
	}
	out := make(map[string]ContactReference, len(entries))
	for _, key := range sortedKeys(entries) {
		r, ok := contactReference(entries[key])
		if !ok {
			return nil, fmt.Errorf(referenceFault, key)
		}
		var err error
		if r.Value, err = expand(r.Value, x.lookup); err != nil {
			return nil, err
		}
		x.note(dataReferences.name+"."+key, r.Value)
		out[key] = r
	}
	return out, nil
}

func checkReferences(c *checker) {
	raw := c.action.Parameters[dataReferences.name]
	entries, ok := raw.(map[string]any)
	if !ok && raw != nil {
		c.problem("parameter References must be an object")
	}
	for _, key := range sortedKeys(entries) {
		if _, ok := contactReference(entries[key]); !ok {
			c.problem("parameter "+referenceFault, key)
		}
	}
}
