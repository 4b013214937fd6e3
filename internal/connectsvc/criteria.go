package connectsvc

import (
	"slices"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
)

// criteria are search criteria of any kind of resource. Members that are given must
// all be met; nil is met by everything.
type criteria struct {
	text *connect.StringCondition
	date *connect.DateCondition
	// exact are the values that fields must have, nil for any.
	exact   map[string]*string
	and, or []*criteria
}

// fields are what criteria can be about, by names in lower case. A field can have
// several values, of which one has to meet a condition.
type fields map[string][]string

// check refuses a condition about a field that is none of these.
func (c *criteria) check(fields ...string) error {
	if c == nil {
		return nil
	}
	var named []*string
	if c.text != nil {
		named = append(named, c.text.FieldName)
	}
	if c.date != nil {
		named = append(named, c.date.FieldName)
	}
	for _, name := range named {
		if !slices.ContainsFunc(fields, func(f string) bool { return strings.EqualFold(f, text(name)) }) {
			return chat.Invalid("SearchCriteria", "FieldName must be one of "+strings.Join(fields, ", "))
		}
	}
	for _, parts := range [][]*criteria{c.and, c.or} {
		for _, p := range parts {
			if err := p.check(fields...); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *criteria) meets(f fields) bool {
	switch {
	case c == nil:
		return true
	case c.text != nil && !f.meet(c.text.FieldName, c.text.ComparisonType, c.text.Value):
		return false
	case c.date != nil && !f.meet(c.date.FieldName, c.date.ComparisonType, c.date.Value):
		return false
	}
	for field, want := range c.exact {
		if want != nil && !slices.Contains(f[field], *want) {
			return false
		}
	}
	for _, p := range c.and {
		if !p.meets(f) {
			return false
		}
	}
	for _, p := range c.or {
		if p.meets(f) {
			return true
		}
	}
	return len(c.or) == 0
}

func (f fields) meet(name, how, want *string) bool {
	return slices.ContainsFunc(f[strings.ToLower(text(name))], func(have string) bool {
		return compares(have, text(how), text(want))
	})
}

// compares without regard to case; dates, as they are written, by their order.
func compares(have, how, want string) bool {
	have, want = strings.ToLower(have), strings.ToLower(want)
	switch how {
	case connect.StringComparisonTypeStartsWith:
		return strings.HasPrefix(have, want)
	case connect.StringComparisonTypeContains:
		return strings.Contains(have, want)
	case connect.DateComparisonTypeGreaterThan:
		return have > want
	case connect.DateComparisonTypeGreaterThanOrEqualTo:
		return have >= want
	case connect.DateComparisonTypeLessThan:
		return have < want
	case connect.DateComparisonTypeLessThanOrEqualTo:
		return have <= want
	default:
		return have == want
	}
}
