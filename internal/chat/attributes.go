package chat

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// MaxAttributesBytes bounds the keys and values of a session's attributes
// together, in UTF-8 bytes. spec: StartChatContact, Attributes.
const MaxAttributesBytes = 32_768

// MergeAttributes returns have with the changes laid over it, key by key; an
// empty value keeps its key. It refuses what would exceed the limit and then
// changes nothing. spec: UpdateContactAttributes.
func MergeAttributes(have, changes map[string]string) (map[string]string, error) {
	merged := make(map[string]string, len(have)+len(changes))
	maps.Copy(merged, have)
	maps.Copy(merged, changes)
	size := 0
	for k, v := range merged {
		size += len(k) + len(v)
	}
	if size > MaxAttributesBytes {
		return nil, Invalid("Attributes",
			fmt.Sprintf("keys and values take %d bytes together, the limit is %d", size, MaxAttributesBytes))
	}
	return merged, nil
}

// CheckAttributeKeys holds the keys that callers of the API give against the rule
// for them; flows may set others. spec: StartChatContact, Attributes.
func CheckAttributeKeys(attributes map[string]string) error {
	for _, k := range sortedKeys(attributes) {
		if !validAttributeKey(k) {
			return Invalid("Attributes",
				fmt.Sprintf("the key %q may hold only letters, digits, dashes and underscores", clip(k, 64)))
		}
	}
	return nil
}

func validAttributeKey(k string) bool {
	for _, r := range k {
		switch {
		case r == '-', r == '_', r >= '0' && r <= '9', r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z':
		default:
			return false
		}
	}
	return k != ""
}

func isSystemKey(k string) bool {
	return strings.HasPrefix(k, "connect:") || strings.HasPrefix(k, "aws:")
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func clip(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n]) + "…"
}
