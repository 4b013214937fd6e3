package sigv4

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
)

const maxParams = 1024

// param is one decoded name and value of a query.
type param struct{ name, value string }

type params []param

// parseParams decodes a query exactly as a handler will (a plus is a space), but
// refuses what net/url would silently drop: a handler must not see another query
// than the one that was signed.
func parseParams(query string) (params, error) {
	if query == "" {
		return nil, nil
	}
	if strings.Count(query, "&") >= maxParams {
		return nil, incomplete("The query has too many parameters to verify.")
	}
	var all params
	for pair := range strings.SplitSeq(query, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, nameErr := url.QueryUnescape(name)
		value, valueErr := url.QueryUnescape(value)
		if nameErr != nil || valueErr != nil {
			return nil, incomplete("The query has a broken percent escape.")
		}
		all = append(all, param{name, value})
	}
	return all, nil
}

func (p params) has(name string) bool {
	return slices.ContainsFunc(p, func(q param) bool { return q.name == name })
}

// single returns the value of a parameter that may appear at most once.
func (p params) single(name string) (string, error) {
	value, found := "", false
	for _, q := range p {
		if q.name != name {
			continue
		}
		if found {
			return "", incomplete("The query has " + name + " more than once.")
		}
		value, found = q.value, true
	}
	return value, nil
}

// canonical is the query re-encoded and sorted, without the signature itself.
func (p params) canonical() string {
	encoded := make(params, 0, len(p))
	for _, q := range p {
		if q.name != paramSignature {
			encoded = append(encoded, param{escape(q.name, ""), escape(q.value, "")})
		}
	}
	slices.SortFunc(encoded, func(a, b param) int {
		return cmp.Or(strings.Compare(a.name, b.name), strings.Compare(a.value, b.value))
	})
	var b strings.Builder
	for i, q := range encoded {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(q.name)
		b.WriteByte('=')
		b.WriteString(q.value)
	}
	return b.String()
}
