package main

import (
	"encoding/json"
	"fmt"
	"strings"
)

// note says in a comment what the model asks of a member.
func (e *emitter) note(s *shape, member string) string {
	r := s.Members[member]
	target := e.Shapes[r.Shape]
	var parts []string
	if s.requires(member) {
		parts = append(parts, "required")
	}
	if where := place(r); where != "" {
		parts = append(parts, where)
	}
	if bounds := target.bounds(); bounds != "" {
		parts = append(parts, bounds)
	}
	if len(target.Enum) > 0 {
		parts = append(parts, "one of "+exported(r.Shape))
	}
	if r.Default != "" {
		parts = append(parts, "documented default "+r.Default)
	}
	if r.IdempotencyToken {
		parts = append(parts, "idempotency token")
	}
	if len(parts) == 0 {
		return ""
	}
	text := strings.Join(parts, ", ")
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

func place(r *ref) string {
	switch r.Location {
	case "uri":
		return "path label"
	case "querystring":
		return "query " + r.LocationName
	case "header":
		return "header " + r.LocationName
	}
	return ""
}

// bounds words the limits of a shape.
func (s *shape) bounds() string {
	switch {
	case s.hasMin() && s.Max != "" && s.Min == s.Max:
		return "exactly " + s.quantity(s.Min)
	case s.hasMin() && s.Max != "":
		return fmt.Sprintf("%s to %s", s.Min, s.quantity(s.Max))
	case s.hasMin():
		return "at least " + s.quantity(s.Min)
	case s.Max != "":
		return "at most " + s.quantity(s.Max)
	}
	return ""
}

// quantity is a bound with its unit, a number for numbers.
func (s *shape) quantity(bound json.Number) string {
	units := map[string][2]string{
		"string": {"character", "characters"},
		"list":   {"item", "items"},
		"map":    {"entry", "entries"},
	}
	unit, counted := units[s.Type]
	switch {
	case !counted:
		return bound.String()
	case bound == "1":
		return "1 " + unit[0]
	}
	return bound.String() + " " + unit[1]
}
