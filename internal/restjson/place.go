package restjson

import (
	"cmp"
	"slices"
	"strconv"
)

// The functions here run the check of a value where it stands and put the place
// before the paths of what it found. Paths grow from the inside out, so that a
// valid input builds none.

// Member checks a scalar or structure member unless it is absent.
func Member[T any](v *Violations, name string, value *T, check func(*Violations, T)) {
	if value != nil {
		mark := len(*v)
		check(v, *value)
		v.prefix(mark, name)
	}
}

// List checks a list member unless it is absent.
func List[T any](v *Violations, name string, list []T, check func(*Violations, []T)) {
	if list != nil {
		mark := len(*v)
		check(v, list)
		v.prefix(mark, name)
	}
}

// Map checks a map member unless it is absent.
func Map[T any](v *Violations, name string, m map[string]T, check func(*Violations, map[string]T)) {
	if m != nil {
		mark := len(*v)
		check(v, m)
		v.prefix(mark, name)
	}
}

// Items checks every item of a list.
func Items[T any](v *Violations, list []T, check func(*Violations, T)) {
	for i := range list {
		mark := len(*v)
		check(v, list[i])
		if len(*v) > mark {
			v.prefix(mark, "["+strconv.Itoa(i)+"]")
		}
	}
}

// Entries checks the keys and the values of a map; a nil check passes all. What
// it finds comes in the order of the paths, because maps have none.
func Entries[T any](v *Violations, m map[string]T, key func(*Violations, string), value func(*Violations, T)) {
	start := len(*v)
	for k, one := range m {
		mark := len(*v)
		if key != nil {
			key(v, k)
		}
		if value != nil {
			value(v, one)
		}
		if len(*v) > mark {
			v.prefix(mark, keyPlace(k))
		}
	}
	slices.SortStableFunc((*v)[start:], func(a, b Violation) int { return cmp.Compare(a.Path, b.Path) })
}

// maxKeyShown is how many characters of a caller's key a path repeats.
const maxKeyShown = 64

// keyPlace is the place of a map's entry in a path.
func keyPlace(key string) string {
	if len(key) > maxKeyShown {
		if r := []rune(key); len(r) > maxKeyShown {
			key = string(r[:maxKeyShown]) + "…"
		}
	}
	return "[" + strconv.Quote(key) + "]"
}

// prefix puts outer before the paths of the violations since mark.
func (v *Violations) prefix(mark int, outer string) {
	for i := mark; i < len(*v); i++ {
		(*v)[i].Path = join(outer, (*v)[i].Path)
	}
}

// join puts outer before inner: a dot before a member, nothing before an index.
func join(outer, inner string) string {
	if inner == "" || inner[0] == '[' {
		return outer + inner
	}
	return outer + "." + inner
}
