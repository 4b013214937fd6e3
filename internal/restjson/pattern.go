package restjson

import (
	"regexp"
	"sync"
)

// Pattern is the pattern of a string shape. A pattern of the model need not be
// anchored and always means the whole string; its dot also means a line break.
type Pattern struct {
	source string
	match  func() func(string) bool
}

// NewPattern returns the pattern of an RE2 expression, compiled on first use.
// The generator and a test compile every pattern of the generated packages, so
// the panic on a malformed one cannot be reached from them.
func NewPattern(expr string) *Pattern {
	return &Pattern{source: expr, match: sync.OnceValue(func() func(string) bool {
		return regexp.MustCompile(`\A(?s:` + expr + `)\z`).MatchString
	})}
}

// NewPredicate returns a pattern that RE2 cannot express, decided by match.
// The source is shown to callers only.
func NewPredicate(source string, match func(string) bool) *Pattern {
	return &Pattern{source: source, match: func() func(string) bool { return match }}
}

// Match reports whether the whole of s matches.
func (p *Pattern) Match(s string) bool { return p.match()(s) }

// String is the expression as the model has it.
func (p *Pattern) String() string { return p.source }
