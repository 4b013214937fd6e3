package flow

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// MaxCustomer is how many characters the values under $.Customer may have together.
// spec: Customer profiles block, configuration tips.
const MaxCustomer = 14_000

// objectKinds are the objects of a profile whose fields the language names with the
// kind before them: AssetStatus is $.Customer.Asset.Status. Each has an id that is
// kept unasked. spec: GetCustomerProfileObject ProfileResponseData.
var objectKinds = map[string]string{"Asset": "AssetId", "Order": "OrderId", "Case": "CaseId"}

// keepCustomer takes the fields that the flow wants out of what the keeper told of a
// customer. They stay beside what was there, unless that was another profile's: what
// one customer is called must not become the other's name [I].
// spec: Customer profiles block, how to persist fields.
func (x *execution) keepCustomer(told json.RawMessage, fields []string, ofObject bool) error {
	if absent(told) {
		told = json.RawMessage("{}")
	}
	if _, ok := object(told); !ok {
		return errors.New("the keeper's Customer must be an object")
	}
	customer := map[string]any{}
	if raw := x.state.Values[namespaceCustomer]; raw != nil && !otherProfile(raw, told) {
		if err := json.Unmarshal(raw, &customer); err != nil {
			return err
		}
	}
	paths := [][]string{{profileID.name}}
	for kind, id := range objectKinds {
		paths = append(paths, []string{kind, id})
	}
	unasked := len(paths)
	for _, field := range fields {
		paths = append(paths, customerPath(field, ofObject))
	}
	for i, path := range paths {
		value, err := customerValue(told, path)
		if err != nil {
			return err
		}
		if value == nil && i < unasked {
			continue
		}
		put(customer, path, value)
	}
	if n := characters(customer); n > MaxCustomer {
		return fmt.Errorf("what is kept of the customer has %d characters, more than %d", n, MaxCustomer)
	}
	return x.keep(namespaceCustomer, customer)
}

func otherProfile(kept, told json.RawMessage) bool {
	before, known := descend(kept, []string{profileID.name})
	now, said := descend(told, []string{profileID.name})
	return known && said && string(before) != string(now)
}

// customerPath is where a field of a response is found below $.Customer.
func customerPath(field string, ofObject bool) []string {
	for kind := range objectKinds {
		if rest, ok := strings.CutPrefix(field, kind); ok && rest != "" && ofObject {
			return append([]string{kind}, dotted(rest)...)
		}
	}
	return dotted(field)
}

// dotted is a name such as Attributes.x, whose second part may hold anything.
func dotted(name string) []string {
	group, key, found := strings.Cut(name, ".")
	if !found || group == "" || key == "" {
		return []string{name}
	}
	return []string{group, key}
}

// customerValue is one text of what was told; nil when there is none. The error
// shows nothing of it.
func customerValue(told json.RawMessage, path []string) (any, error) {
	raw, ok := descend(told, path)
	if !ok || absent(raw) {
		return nil, nil
	}
	if raw[0] == '{' || raw[0] == '[' {
		return nil, fmt.Errorf("the keeper's %s must be a text", strings.Join(path, "."))
	}
	text, _ := plain(raw)
	return text, nil
}

// put sets what a path leads to; nil takes it away.
func put(m map[string]any, path []string, value any) {
	for ; len(path) > 1; path = path[1:] {
		inner, ok := m[path[0]].(map[string]any)
		if !ok {
			inner = map[string]any{}
			m[path[0]] = inner
		}
		m = inner
	}
	if delete(m, path[0]); value != nil {
		m[path[0]] = value
	}
}

func characters(value any) int {
	n := 0
	switch v := value.(type) {
	case string:
		n = utf8.RuneCountInString(v)
	case map[string]any:
		for _, inner := range v {
			n += characters(inner)
		}
	}
	return n
}
