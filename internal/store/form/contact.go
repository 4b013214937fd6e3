package form

import (
	"encoding/json"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

type reference struct {
	Type   string `json:"type"`
	Value  string `json:"value"`
	Status string `json:"status"`
}

// References is the form of a contact's references.
func References(m map[string]chat.Reference) ([]byte, error) {
	if m == nil {
		return nil, nil
	}
	stored := make(map[string]reference, len(m))
	for k, v := range m {
		stored[k] = reference(v)
	}
	return json.Marshal(stored)
}

// ReadReferences reads the form of References.
func ReadReferences(b []byte) (map[string]chat.Reference, error) {
	var stored map[string]reference
	if err := Read(b, &stored); err != nil || stored == nil {
		return nil, err
	}
	m := make(map[string]chat.Reference, len(stored))
	for k, v := range stored {
		m[k] = chat.Reference(v)
	}
	return m, nil
}

// segmentValue is the form of chat.SegmentValue. omitzero keeps an empty map or
// list apart from none.
type segmentValue struct {
	String  *string                 `json:"s,omitempty"`
	Integer *int64                  `json:"i,omitempty"`
	ARN     *string                 `json:"arn,omitempty"`
	Map     map[string]segmentValue `json:"m,omitzero"`
	List    []segmentValue          `json:"l,omitzero"`
}

// Segments is the form of a contact's segment attributes.
func Segments(m map[string]chat.SegmentValue) ([]byte, error) {
	if m == nil {
		return nil, nil
	}
	return json.Marshal(each(m, packed))
}

// ReadSegments reads the form of Segments.
func ReadSegments(b []byte) (map[string]chat.SegmentValue, error) {
	var stored map[string]segmentValue
	if err := Read(b, &stored); err != nil {
		return nil, err
	}
	return each(stored, unpacked), nil
}

func packed(v chat.SegmentValue) segmentValue {
	p := segmentValue{String: v.String, Integer: v.Integer, ARN: v.ARN, Map: each(v.Map, packed)}
	if v.List != nil {
		p.List = make([]segmentValue, len(v.List))
	}
	for i, e := range v.List {
		p.List[i] = packed(e)
	}
	return p
}

func unpacked(p segmentValue) chat.SegmentValue {
	v := chat.SegmentValue{String: p.String, Integer: p.Integer, ARN: p.ARN, Map: each(p.Map, unpacked)}
	if p.List != nil {
		v.List = make([]chat.SegmentValue, len(p.List))
	}
	for i, e := range p.List {
		v.List[i] = unpacked(e)
	}
	return v
}

// each converts the values of a map; nil stays nil.
func each[A, B any](m map[string]A, convert func(A) B) map[string]B {
	if m == nil {
		return nil
	}
	out := make(map[string]B, len(m))
	for k, v := range m {
		out[k] = convert(v)
	}
	return out
}
