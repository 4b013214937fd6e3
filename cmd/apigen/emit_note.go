package main

import (
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
	unit := map[string]string{"string": " characters", "list": " items", "map": " entries"}[s.Type]
	switch {
	case s.hasMin() && s.Max != "" && s.Min == s.Max:
		return fmt.Sprintf("exactly %s%s", s.Min, unit)
	case s.hasMin() && s.Max != "":
		return fmt.Sprintf("%s to %s%s", s.Min, s.Max, unit)
	case s.hasMin():
		return fmt.Sprintf("at least %s%s", s.Min, unit)
	case s.Max != "":
		return fmt.Sprintf("at most %s%s", s.Max, unit)
	}
	return ""
}
