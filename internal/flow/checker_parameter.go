package flow

// parameters holds the parameters against the action's definition. Those that
// it does not know are let be: newer exports carry more.
func (c *checker) parameters() {
	ps := c.action.Parameters
	if c.action.unread.parameters {
		return
	}
	if names := c.def.oneOf; len(names) > 0 && countPresent(ps, names) != 1 {
		c.problem("exactly one of the parameters %s is required", orList(names))
	}
	c.members(c.def.parameters, ps)
}

func (c *checker) object(p parameter, raw any) {
	m, ok := raw.(map[string]any)
	if !ok {
		c.problem("parameter %s must be an object", p.name)
		return
	}
	full := make([]parameter, len(p.members))
	values := Parameters{}
	for i, member := range p.members {
		full[i] = p.within(member)
		values[full[i].name] = m[member.name]
	}
	c.members(full, values)
}

func (c *checker) members(rules []parameter, values Parameters) {
	for _, p := range rules {
		raw := values[p.name]
		if raw == nil {
			if p.required {
				c.problem("parameter %s is required", p.name)
			}
			continue
		}
		c.parameter(p, raw)
	}
}

func (c *checker) parameter(p parameter, raw any) {
	switch p.form {
	case formAny:
	case formTexts, formValues:
		c.entries(p, raw)
	case formList:
		c.list(p, raw)
	case formObject:
		c.object(p, raw)
	case formObjects:
		items, err := p.items(raw)
		if err != nil {
			c.problem("parameter %s", err)
		}
		for i, item := range items {
			c.object(p.item(i), item)
		}
	case formTruth:
		if _, err := truth(raw, p.name); err != nil {
			c.problem("parameter %s", err)
		}
	case formTree:
		if s, isText := raw.(string); isText && dynamic(s) {
			return
		}
		if _, ok := raw.(map[string]any); !ok {
			c.problem("parameter %s must be an object or exactly one reference", p.name)
		}
	default:
		if s, ok := scalar(raw); ok {
			c.value(p, s)
		} else {
			c.problem("parameter %s must be text", p.name)
		}
	}
}

// value checks what is static, and that what is dynamic may be so.
func (c *checker) value(p parameter, s string) {
	static, fault := p.static(s)
	if fault != "" {
		c.problem("parameter %s %s", p.name, fault)
	}
	if !static {
		return
	}
	if err := p.accepts(s); err != nil {
		c.problem("parameter %s", err)
		return
	}
	if p.resource == "" {
		return
	}
	if lack := c.find(p.resource, s).lack(); lack != "" {
		c.problem("parameter %s names %s %q, %s", p.name, p.resource, s, lack)
	}
}

func (c *checker) entries(p parameter, raw any) {
	m, ok := raw.(map[string]any)
	if !ok {
		c.problem("parameter %s must be an object", p.name)
		return
	}
	for _, err := range p.acceptsKeys(m) {
		c.problem("parameter %s", err)
	}
	one := p.entry()
	for _, key := range sortedKeys(m) {
		if s, ok := one.scalar(m[key]); ok {
			c.value(one, s)
		} else {
			c.problem("parameter %s: %q must be text", p.name, key)
		}
	}
}

func (c *checker) list(p parameter, raw any) {
	items, ok := raw.([]any)
	if !ok {
		c.problem("parameter %s must be a list", p.name)
		return
	}
	for _, item := range items {
		s, ok := item.(string)
		if !ok {
			c.problem("parameter %s must be a list of text", p.name)
		} else if err := p.accepts(s); err != nil {
			c.problem("parameter %s", err)
		}
	}
}
