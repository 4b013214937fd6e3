package view

import (
	"fmt"
	"slices"
)

// checkTemplate finds the first fault of a template: what a client could not draw,
// or a button by which the flow could not go on.
// spec: Custom views in the agent workspace, Template JSON.
func checkTemplate(root map[string]any, actions []string) error {
	if head, ok := root["Head"]; ok && !isObject(head) {
		return fmt.Errorf("Head must be an object")
	}
	body, ok := root["Body"].([]any)
	if !ok || len(body) == 0 {
		return fmt.Errorf("Body must be a list of components")
	}
	if len(actions) == 0 {
		return fmt.Errorf("there must be an action by which the view can be left")
	}
	for i, a := range actions {
		if slices.Contains(actions[:i], a) {
			return fmt.Errorf("the action %q is given twice", a)
		}
	}
	c := templateCheck{actions: actions, seen: map[string]bool{}}
	return c.components("Body", body)
}

func isObject(v any) bool {
	_, ok := v.(map[string]any)
	return ok
}

type templateCheck struct {
	actions []string
	seen    map[string]bool // ids
}

// components checks a list of components, among which texts may stand.
func (c *templateCheck) components(where string, list []any) error {
	for i, item := range list {
		if _, isText := item.(string); isText {
			continue
		}
		at := fmt.Sprintf("%s[%d]", where, i)
		component, ok := item.(map[string]any)
		if !ok {
			return fmt.Errorf("%s must be a component or a text", at)
		}
		if err := c.component(at, component); err != nil {
			return err
		}
	}
	return nil
}

func (c *templateCheck) component(at string, component map[string]any) error {
	if t, _ := component["Type"].(string); t == "" {
		return fmt.Errorf("%s must have a Type", at)
	}
	if id, ok := component["_id"].(string); ok {
		if c.seen[id] {
			return fmt.Errorf("%s: the _id %q is used more than once", at, id)
		}
		c.seen[id] = true
	}
	props, ok := component["Props"]
	if ok && !isObject(props) {
		return fmt.Errorf("%s: Props must be an object", at)
	}
	if ok {
		action, _ := props.(map[string]any)["Action"].(string)
		if action != "" && !refers(action) && !slices.Contains(c.actions, action) {
			return fmt.Errorf("%s: the action %q is not among the view's actions", at, action)
		}
	}
	switch content := component["Content"].(type) {
	case nil:
		return nil
	case []any:
		return c.components(at+".Content", content)
	default:
		return fmt.Errorf("%s: Content must be a list", at)
	}
}
