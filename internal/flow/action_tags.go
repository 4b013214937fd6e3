package flow

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxTags is how many tags an action may set. spec: TagContact Tags.
const maxTags = 6

// SetTags adds tags to the contact, all or none; those with the same key are
// replaced. ErrorNoMatchingError when the contact would have too many.
// spec: TagContact.
type SetTags struct{ Tags map[string]string }

// RemoveTags takes tags off the contact; keys that it does not have are no error.
// spec: UntagContact.
type RemoveTags struct{ Keys []string }

func (SetTags) command()    {}
func (RemoveTags) command() {}

var (
	contactTags = parameter{name: "Tags", form: formTexts, required: true, key: tagKey}
	tagKeys     = parameter{name: "TagKeys", form: formList, required: true}
)

var tagContact = definition{
	parameters: []parameter{contactTags},
	branches:   []ErrorName{ErrorNoMatchingError},
	check: func(c *checker) {
		m, _ := c.action.Parameters[contactTags.name].(map[string]any)
		if err := tagCount(len(m)); m != nil && err != nil {
			c.problem("parameter Tags %s", err)
		}
	},
	begin: func(x *execution) outcome {
		tags, err := x.entries(contactTags)
		if err != nil {
			return fail(err)
		}
		if err := tagCount(len(tags)); err != nil {
			return fail(fmt.Errorf("Tags %w", err))
		}
		for _, key := range sortedKeys(tags) {
			if n := utf8.RuneCountInString(tags[key]); n > 256 {
				return raise(ErrorNoMatchingError, fmt.Sprintf("the tag %q has %d characters, more than 256", key, n))
			}
		}
		return ask(SetTags{Tags: tags})
	},
}

var untagContact = definition{
	parameters: []parameter{tagKeys},
	branches:   []ErrorName{ErrorNoMatchingError},
	check: func(c *checker) {
		list, _ := c.action.Parameters[tagKeys.name].([]any)
		for _, raw := range list {
			if key, ok := raw.(string); ok && tagKey(key) != nil {
				c.problem("parameter TagKeys: %q: %s", key, tagKey(key))
			}
		}
	},
	begin: func(x *execution) outcome {
		keys, err := x.list(tagKeys)
		if err != nil {
			return fail(err)
		}
		if len(keys) == 0 {
			return raise(ErrorNoMatchingError, "TagKeys is missing")
		}
		for _, key := range keys {
			if err := tagKey(key); err != nil {
				return fail(fmt.Errorf("TagKeys: %q: %w", key, err))
			}
		}
		return ask(RemoveTags{Keys: keys})
	},
}

func tagCount(n int) error {
	if n < 1 || n > maxTags {
		return fmt.Errorf("must have 1 to %d entries", maxTags)
	}
	return nil
}

// tagKey refuses the keys that are the system's.
func tagKey(key string) error {
	if n := utf8.RuneCountInString(key); n < 1 || n > 128 {
		return errors.New("a key must have 1 to 128 characters")
	}
	if strings.HasPrefix(strings.ToLower(key), "aws:") {
		return errors.New("keys that begin with aws: are the system's")
	}
	return nil
}
