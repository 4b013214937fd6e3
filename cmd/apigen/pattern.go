package main

import (
	"fmt"
	"regexp"
	"strconv"
)

// patternValue is the Go expression for a pattern: compiled by RE2, or decided
// by the predicate that the service names for it.
func (e *emitter) patternValue(expr string) string {
	if _, err := regexp.Compile(expr); err == nil {
		return fmt.Sprintf("restjson.NewPattern(%s)", quote(expr))
	}
	predicate, ok := e.predicates[expr]
	if !ok {
		e.fail(fmt.Errorf("RE2 cannot express %q: name a predicate for it in service.go", expr))
	}
	return fmt.Sprintf("restjson.NewPredicate(%s, %s)", quote(expr), predicate)
}

// quote prefers a raw string, in which a pattern is readable.
func quote(expr string) string {
	if strconv.CanBackquote(expr) {
		return "`" + expr + "`"
	}
	return strconv.Quote(expr)
}
