package sqlite

import "github.com/rejoin-chat/rejoin/internal/chat"

// segmentValue is the stored form of chat.SegmentValue. omitzero keeps an empty
// map or list apart from none.
type segmentValue struct {
	String  *string                 `json:"s,omitempty"`
	Integer *int64                  `json:"i,omitempty"`
	ARN     *string                 `json:"arn,omitempty"`
	Map     map[string]segmentValue `json:"m,omitzero"`
	List    []segmentValue          `json:"l,omitzero"`
}

func putSegment(m map[string]chat.SegmentValue) (any, error) {
	if m == nil {
		return nil, nil
	}
	return putJSON(packSegments(m))
}

func getSegment(r row, i int) (map[string]chat.SegmentValue, error) {
	var stored map[string]segmentValue
	if err := r.json(i, &stored); err != nil {
		return nil, err
	}
	return unpackSegments(stored), nil
}

func packSegments(m map[string]chat.SegmentValue) map[string]segmentValue {
	if m == nil {
		return nil
	}
	packed := make(map[string]segmentValue, len(m))
	for k, v := range m {
		packed[k] = packSegment(v)
	}
	return packed
}

func packSegment(v chat.SegmentValue) segmentValue {
	packed := segmentValue{String: v.String, Integer: v.Integer, ARN: v.ARN, Map: packSegments(v.Map)}
	if v.List != nil {
		packed.List = make([]segmentValue, len(v.List))
	}
	for i, e := range v.List {
		packed.List[i] = packSegment(e)
	}
	return packed
}

func unpackSegments(m map[string]segmentValue) map[string]chat.SegmentValue {
	if m == nil {
		return nil
	}
	values := make(map[string]chat.SegmentValue, len(m))
	for k, v := range m {
		values[k] = unpackSegment(v)
	}
	return values
}

func unpackSegment(v segmentValue) chat.SegmentValue {
	value := chat.SegmentValue{String: v.String, Integer: v.Integer, ARN: v.ARN, Map: unpackSegments(v.Map)}
	if v.List != nil {
		value.List = make([]chat.SegmentValue, len(v.List))
	}
	for i, e := range v.List {
		value.List[i] = unpackSegment(e)
	}
	return value
}
