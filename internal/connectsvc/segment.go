package connectsvc

import (
	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
)

// segmentValues translates segment attributes from the wire.
func segmentValues(in map[string]connect.SegmentAttributeValue) map[string]chat.SegmentValue {
	if in == nil {
		return nil
	}
	out := make(map[string]chat.SegmentValue, len(in))
	for k, v := range in {
		out[k] = segmentValue(v)
	}
	return out
}

func segmentValue(v connect.SegmentAttributeValue) chat.SegmentValue {
	out := chat.SegmentValue{String: v.ValueString, ARN: v.ValueArn, Map: segmentValues(v.ValueMap)}
	if v.ValueInteger != nil {
		out.Integer = new(int64(*v.ValueInteger))
	}
	for _, item := range v.ValueList {
		out.List = append(out.List, segmentValue(item))
	}
	return out
}

// wireSegment translates segment attributes to the wire.
func wireSegment(in map[string]chat.SegmentValue) map[string]connect.SegmentAttributeValue {
	if in == nil {
		return nil
	}
	out := make(map[string]connect.SegmentAttributeValue, len(in))
	for k, v := range in {
		out[k] = wireSegmentValue(v)
	}
	return out
}

func wireSegmentValue(v chat.SegmentValue) connect.SegmentAttributeValue {
	out := connect.SegmentAttributeValue{ValueString: v.String, ValueArn: v.ARN, ValueMap: wireSegment(v.Map)}
	if v.Integer != nil {
		out.ValueInteger = new(int32(*v.Integer))
	}
	for _, item := range v.List {
		out.ValueList = append(out.ValueList, wireSegmentValue(item))
	}
	return out
}
