package main

import (
	"fmt"
	"maps"
	"slices"
)

// api is the part of a model that the allowed operations need, in the order in
// which it is emitted.
type api struct {
	*model
	operations []string
	errors     []string // error structures
	structures []string // structures below inputs, outputs and errors
	enums      []string
	read       []string // structures below inputs
	written    []string // structures below outputs
	checked    []string // shapes below inputs with something to check
}

// reach walks from the allowed operations to every shape they use. Shapes may
// contain themselves.
func reach(m *model, operations []string) (*api, error) {
	inputs, outputs, all, errors := make(shapeSet), make(shapeSet), make(shapeSet), make(shapeSet)
	for _, name := range operations {
		op := m.Operations[name]
		if op == nil {
			return nil, fmt.Errorf("operation %s is not in the model", name)
		}
		for _, root := range []struct {
			*ref
			seen shapeSet
		}{{op.Input, inputs}, {op.Output, outputs}, {op.Input, all}, {op.Output, all}} {
			if root.ref == nil {
				continue
			}
			if err := m.walkMembers(root.Shape, root.seen); err != nil {
				return nil, fmt.Errorf("operation %s: %w", name, err)
			}
		}
		for _, e := range op.Errors {
			errors[e.Shape] = true
			if err := m.walkMembers(e.Shape, all); err != nil {
				return nil, fmt.Errorf("operation %s: %w", name, err)
			}
		}
	}
	return &api{
		model:      m,
		operations: operations,
		errors:     errors.sorted(),
		structures: all.where(m.isStructure),
		enums:      all.where(func(name string) bool { return len(m.Shapes[name].Enum) > 0 }),
		read:       inputs.where(m.isStructure),
		written:    outputs.where(m.isStructure),
		checked:    inputs.where(m.checks),
	}, nil
}

type shapeSet map[string]bool

func (s shapeSet) sorted() []string { return slices.Sorted(maps.Keys(s)) }

func (s shapeSet) where(keep func(string) bool) []string {
	return slices.DeleteFunc(s.sorted(), func(name string) bool { return !keep(name) })
}

// walkMembers adds what a structure contains, not the structure itself: inputs,
// outputs and errors are emitted under names of their own.
func (m *model) walkMembers(name string, seen shapeSet) error {
	s := m.Shapes[name]
	if s == nil {
		return fmt.Errorf("shape %s is not in the model", name)
	}
	for _, r := range s.refs() {
		if err := m.walk(r.Shape, seen); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func (m *model) walk(name string, seen shapeSet) error {
	if seen[name] {
		return nil
	}
	seen[name] = true
	if err := m.walkMembers(name, seen); err != nil {
		return err
	}
	return m.supported(name)
}

// refs are the uses of other shapes inside a shape, in stable order.
func (s *shape) refs() []*ref {
	var refs []*ref
	for _, name := range slices.Sorted(maps.Keys(s.Members)) {
		refs = append(refs, s.Members[name])
	}
	for _, r := range []*ref{s.Member, s.Key, s.Value} {
		if r != nil {
			refs = append(refs, r)
		}
	}
	return refs
}

// checks reports whether a value of the shape can break a constraint, its own
// or that of something inside.
func (m *model) checks(name string) bool {
	inside := make(shapeSet)
	if m.walk(name, inside) != nil {
		return false // reach has reported it
	}
	for one := range inside {
		if m.Shapes[one].constrained() {
			return true
		}
	}
	return false
}

// constrained reports whether the shape itself has a constraint.
func (s *shape) constrained() bool {
	return len(s.Required) > 0 || s.Union || len(s.Enum) > 0 || s.Pattern != "" || s.hasMin() || s.Max != ""
}

func (m *model) isStructure(name string) bool { return m.Shapes[name].Type == "structure" }

// hasMin reports whether the lower bound says anything: a length of at least
// zero does not.
func (s *shape) hasMin() bool {
	return s.Min != "" && (s.Min != "0" || s.number())
}

func (s *shape) number() bool {
	switch s.Type {
	case "integer", "long", "float", "double":
		return true
	}
	return false
}
