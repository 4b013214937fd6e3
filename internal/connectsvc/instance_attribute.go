package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// attributeTypes are the attributes of an instance, by name, which is their
// order in lists. Those that chats have no use for are kept and shown.
// spec: InstanceAttributeType.
var attributeTypes = []string{
	connect.InstanceAttributeTypeAutoResolveBestVoices, connect.InstanceAttributeTypeContactflowLogs,
	connect.InstanceAttributeTypeContactLens, connect.InstanceAttributeTypeEarlyMedia,
	connect.InstanceAttributeTypeEnhancedChatMonitoring, connect.InstanceAttributeTypeEnhancedContactMonitoring,
	connect.InstanceAttributeTypeHighVolumeOutbound, connect.InstanceAttributeTypeInboundCalls,
	connect.InstanceAttributeTypeMessageStreaming, connect.InstanceAttributeTypeMultiPartyChatConference,
	connect.InstanceAttributeTypeMultiPartyConference, connect.InstanceAttributeTypeOutboundCalls,
	connect.InstanceAttributeTypeUseCustomTtsVoices,
}

// DescribeInstanceAttribute reads one attribute. spec: DescribeInstanceAttribute.
func (s instances) DescribeInstanceAttribute(ctx context.Context, in *connect.DescribeInstanceAttributeInput) (*connect.DescribeInstanceAttributeOutput, error) {
	i, err := s.Directory.Instance(ctx, text(in.InstanceId))
	if err != nil {
		return nil, err
	}
	a := attribute(&i, text(in.AttributeType))
	return &connect.DescribeInstanceAttributeOutput{Attribute: &a}, nil
}

// ListInstanceAttributes reads all attributes, in pages. spec: ListInstanceAttributes.
func (s instances) ListInstanceAttributes(ctx context.Context, in *connect.ListInstanceAttributesInput) (*connect.ListInstanceAttributesOutput, error) {
	i, err := s.Directory.Instance(ctx, text(in.InstanceId))
	if err != nil {
		return nil, err
	}
	found, next, err := part(s.backend, listing{"ListInstanceAttributes", in.InstanceId, in.NextToken, in.MaxResults}, i.ID,
		attributeTypes, func(kind *string) string { return *kind })
	return &connect.ListInstanceAttributesOutput{
		Attributes: each(found, func(kind *string) connect.Attribute { return attribute(&i, *kind) }), NextToken: next,
	}, err
}

// UpdateInstanceAttribute sets an attribute. spec: UpdateInstanceAttribute.
func (s instances) UpdateInstanceAttribute(ctx context.Context, in *connect.UpdateInstanceAttributeInput) (*connect.UpdateInstanceAttributeOutput, error) {
	return nil, s.Directory.SetInstanceAttribute(ctx, text(in.InstanceId), text(in.AttributeType), text(in.Value))
}

func attribute(i *directory.Instance, kind string) connect.Attribute {
	return connect.Attribute{AttributeType: new(kind), Value: new(i.Attribute(kind))}
}
