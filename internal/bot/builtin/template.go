package builtin

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// template is a text with places for values: {slot} and {session.attribute}.
type template string

var place = regexp.MustCompile(`\{([A-Za-z][A-Za-z0-9_.-]*)\}`)

const sessionPrefix = "session."

// values are what places are filled with.
type values struct {
	slots      map[string]filled
	attributes map[string]string
}

// fill puts the values into their places; what is not known stays empty.
func (t template) fill(v values) string {
	return place.ReplaceAllStringFunc(string(t), func(at string) string {
		name := at[1 : len(at)-1]
		if attribute, ok := strings.CutPrefix(name, sessionPrefix); ok {
			return v.attributes[attribute]
		}
		return v.slots[name].Value
	})
}

// check holds that every place names a slot of the intent or an attribute.
func (t template) check(i *intent) error {
	for _, m := range place.FindAllStringSubmatch(string(t), -1) {
		if strings.HasPrefix(m[1], sessionPrefix) || i != nil && i.slot(m[1]) != nil {
			continue
		}
		return fmt.Errorf("{%s} is no slot here; an attribute of the session is {session.%s}", m[1], m[1])
	}
	return nil
}

// fillJSON fills the places in the strings of a JSON value.
func fillJSON(payload json.RawMessage, v values) string {
	var content any
	if json.Unmarshal(payload, &content) != nil {
		return string(payload)
	}
	text, err := json.Marshal(fillIn(content, v))
	if err != nil {
		return string(payload)
	}
	return string(text)
}

func fillIn(content any, v values) any {
	switch c := content.(type) {
	case string:
		return template(c).fill(v)
	case []any:
		for i := range c {
			c[i] = fillIn(c[i], v)
		}
	case map[string]any:
		for key := range c {
			c[key] = fillIn(c[key], v)
		}
	}
	return content
}
