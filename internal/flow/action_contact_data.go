package flow

import "fmt"

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
	check: func(c *checker) {
		if _, err := references(c.action.Parameters, plain); err != nil {
			c.problem("%s", err)
		}
	},
	begin: beginContactData,
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
	update.References, err = references(x.action.Parameters, func(s string) string {
		return expand(s, x.lookup)
	})
	if err != nil {
		return fail(err)
	}
	return ask(update)
}

// references reads the References member: an object of {Type, Value}.
func references(ps Parameters, text func(string) string) (map[string]ContactReference, error) {
	raw := ps[dataReferences.name]
	if raw == nil {
		return nil, nil
	}
	entries, ok := raw.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("References must be an object")
	}
	out := make(map[string]ContactReference, len(entries))
	for _, key := range sortedKeys(entries) {
		entry, _ := entries[key].(map[string]any)
		kind, hasType := entry["Type"].(string)
		value, hasValue := entry["Value"].(string)
		if !hasType || !hasValue {
			return nil, fmt.Errorf("References: %q must have a Type and a Value", key)
		}
		out[key] = ContactReference{Type: text(kind), Value: text(value)}
	}
	return out, nil
}

func plain(s string) string { return s }
