package flow

// Env gives values to references. The host answers for everything that belongs
// to the contact, the session and the instance ($.Attributes, $.Agent, $.Queue,
// $.ContactId, …); the machine itself answers for what actions leave:
// $.FlowAttributes, $.External, $.Lex, $.Loop, $.Metrics, $.Modules and $.Views.
type Env interface {
	// Lookup returns the value of a reference, or false when it has none.
	// Structured values are JSON text. It must not block: it is called inside
	// the session's transaction.
	Lookup(Path) (string, bool)
}

// Values is an Env that holds values by their reference in shortest form, such
// as "$.Attributes.tier" or "$.Attributes['two words']".
type Values map[string]string

// Lookup returns the value that stands under the reference.
func (v Values) Lookup(p Path) (string, bool) {
	s, ok := v[p.String()]
	return s, ok
}
