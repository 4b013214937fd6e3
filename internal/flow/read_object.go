package flow

import "fmt"

// built reads a value of any form, objects and lists of them included, as JSON has
// it. What it refers to is replaced, and every value noted for the trace.
func (x *execution) built(p parameter, raw any) (any, error) {
	switch p.form {
	case formObject:
		return x.builtObject(p, raw)
	case formObjects:
		items, err := p.items(raw)
		if err != nil {
			return nil, err
		}
		out := make([]any, len(items))
		for i, item := range items {
			if out[i], err = x.builtObject(p.item(i), item); err != nil {
				return nil, err
			}
		}
		return out, nil
	case formList:
		return p.list(raw)
	case formTruth:
		return truth(raw, p.name)
	}
	return x.resolve(p, raw)
}

func (x *execution) builtObject(p parameter, raw any) (any, error) {
	object, ok := raw.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%s must be an object", p.name)
	}
	out := make(map[string]any, len(p.members))
	for _, m := range p.members {
		full := p.within(m)
		if object[m.name] == nil {
			if m.required {
				return nil, fmt.Errorf("%s is missing", full.name)
			}
			continue
		}
		value, err := x.built(full, object[m.name])
		if err != nil {
			return nil, err
		}
		out[m.name] = value
	}
	return out, nil
}
