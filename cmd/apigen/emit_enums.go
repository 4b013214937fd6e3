package main

// enumerations writes the values of every enum as untyped string constants, so
// that they fit both *string members and plain strings.
func (e *emitter) enumerations() {
	for _, name := range e.enums {
		e.line("// Values of %s.\nconst (", exported(name))
		for _, value := range e.Shapes[name].Enum {
			e.line("%s = %q", constant(name, value), value)
		}
		e.line(")\n")
	}
}
