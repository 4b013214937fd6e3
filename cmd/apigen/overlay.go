package main

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// fragment is one overlay file: a part of a model, in the same format, that is
// merged into the published one.
//
// The rule: objects merge member by member; null removes; a name that ends in +
// appends its items to the list of that name; everything else replaces. The
// top-level member why says in words what the fragment is for, and a fragment
// that changes nothing somewhere is an error, so that overlays shrink when a
// newer model is pinned.
type fragment struct {
	name string
	doc  document
}

func (f fragment) applyTo(model document) error {
	if why, _ := f.doc["why"].(string); why == "" {
		return fmt.Errorf("overlay %s: says not why", f.name)
	}
	for _, section := range slices.Sorted(maps.Keys(f.doc)) {
		if section == "why" {
			continue
		}
		if section != "operations" && section != "shapes" {
			return fmt.Errorf("overlay %s: unknown section %q", f.name, section)
		}
		part, ok := f.doc[section].(map[string]any)
		if !ok {
			return fmt.Errorf("overlay %s: %s is not an object", f.name, section)
		}
		if err := merge(model[section].(map[string]any), part); err != nil {
			return fmt.Errorf("overlay %s: %s%w", f.name, section, err)
		}
	}
	return nil
}

// merge changes target as patch says. Errors begin with the path that failed.
func merge(target, patch map[string]any) error {
	for _, key := range slices.Sorted(maps.Keys(patch)) {
		if err := mergeMember(target, key, patch[key]); err != nil {
			return fmt.Errorf(".%s%w", key, err)
		}
	}
	return nil
}

func mergeMember(target map[string]any, key string, value any) error {
	if list, ok := strings.CutSuffix(key, "+"); ok {
		return appendItems(target, list, value)
	}
	old, exists := target[key]
	if value == nil {
		if !exists {
			return fmt.Errorf(": nothing to remove")
		}
		delete(target, key)
		return nil
	}
	oldObject, wasObject := old.(map[string]any)
	newObject, isObject := value.(map[string]any)
	if wasObject && isObject {
		return merge(oldObject, newObject)
	}
	if exists && reflect.DeepEqual(old, value) {
		return fmt.Errorf(": the model says so already")
	}
	target[key] = value
	return nil
}

func appendItems(target map[string]any, key string, value any) error {
	old, _ := target[key].([]any)
	added, ok := value.([]any)
	if !ok {
		return fmt.Errorf(": not a list")
	}
	for _, item := range added {
		if slices.ContainsFunc(old, func(one any) bool { return reflect.DeepEqual(one, item) }) {
			return fmt.Errorf(": the model lists %v already", item)
		}
		old = append(old, item)
	}
	target[key] = old
	return nil
}
