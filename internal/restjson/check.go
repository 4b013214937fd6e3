package restjson

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The checks of single values. Each records a violation without a path, which
// whoever holds the value then places.

// Required records a missing member.
func (v *Violations) Required(name string, present bool) {
	if !present {
		v.add(Violation{Path: name, Rule: RuleRequired})
	}
}

// MinChars records a string shorter than least, counted in Unicode code points.
func (v *Violations) MinChars(s string, least int) {
	// A code point takes at most four bytes, so most strings need no counting.
	if len(s) < least*utf8.UTFMax && utf8.RuneCountInString(s) < least {
		v.add(Violation{Rule: RuleMinLength, Bound: strconv.Itoa(least), Unit: UnitCharacters})
	}
}

// MaxChars records a string longer than most, counted in Unicode code points.
func (v *Violations) MaxChars(s string, most int) {
	if len(s) > most && utf8.RuneCountInString(s) > most {
		v.add(Violation{Rule: RuleMaxLength, Bound: strconv.Itoa(most), Unit: UnitCharacters})
	}
}

// MinItems records a list with fewer items than least.
func (v *Violations) MinItems(n, least int) { v.minLength(n, least, UnitItems) }

// MaxItems records a list with more items than most.
func (v *Violations) MaxItems(n, most int) { v.maxLength(n, most, UnitItems) }

// MinEntries records a map with fewer entries than least.
func (v *Violations) MinEntries(n, least int) { v.minLength(n, least, UnitEntries) }

// MaxEntries records a map with more entries than most.
func (v *Violations) MaxEntries(n, most int) { v.maxLength(n, most, UnitEntries) }

func (v *Violations) minLength(n, least int, unit Unit) {
	if n < least {
		v.add(Violation{Rule: RuleMinLength, Bound: strconv.Itoa(least), Unit: unit})
	}
}

func (v *Violations) maxLength(n, most int, unit Unit) {
	if n > most {
		v.add(Violation{Rule: RuleMaxLength, Bound: strconv.Itoa(most), Unit: unit})
	}
}

// Min records an integer below least.
func (v *Violations) Min(n, least int64) {
	if n < least {
		v.add(Violation{Rule: RuleMin, Bound: strconv.FormatInt(least, 10)})
	}
}

// Max records an integer above most.
func (v *Violations) Max(n, most int64) {
	if n > most {
		v.add(Violation{Rule: RuleMax, Bound: strconv.FormatInt(most, 10)})
	}
}

// MinFloat records a number below least.
func (v *Violations) MinFloat(n, least float64) {
	if n < least {
		v.add(Violation{Rule: RuleMin, Bound: formatFloat(least)})
	}
}

// MaxFloat records a number above most.
func (v *Violations) MaxFloat(n, most float64) {
	if n > most {
		v.add(Violation{Rule: RuleMax, Bound: formatFloat(most)})
	}
}

func formatFloat(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }

// Enum records a string that is none of values.
func (v *Violations) Enum(s string, values []string) {
	if !slices.Contains(values, s) {
		v.add(Violation{Rule: RuleEnum, Bound: strings.Join(values, ", ")})
	}
}

// Pattern records a string that p does not match from end to end.
func (v *Violations) Pattern(s string, p *Pattern) {
	if !p.Match(s) {
		v.add(Violation{Rule: RulePattern, Bound: p.String()})
	}
}

// Union records a union with another number of members set than one.
func (v *Violations) Union(members string, set ...bool) {
	n := 0
	for _, one := range set {
		if one {
			n++
		}
	}
	if n != 1 {
		v.add(Violation{Rule: RuleUnion, Bound: members})
	}
}
