package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
)

// StartContactStreaming has a topic told what is said in a chat. spec: StartContactStreaming.
func (s contacts) StartContactStreaming(ctx context.Context, in *connect.StartContactStreamingInput) (*connect.StartContactStreamingOutput, error) {
	instance := instanceOf(in.InstanceId)
	id, err := s.Conversations.StartStream(ctx, instance, contactOf(instance, in.ContactId),
		text(in.ChatStreamingConfiguration.StreamingEndpointArn), text(in.ClientToken))
	if err != nil {
		return nil, err
	}
	return &connect.StartContactStreamingOutput{StreamingId: some(id)}, nil
}

// StopContactStreaming ends that before the chat ends. spec: StopContactStreaming.
func (s contacts) StopContactStreaming(ctx context.Context, in *connect.StopContactStreamingInput) (*connect.StopContactStreamingOutput, error) {
	instance := instanceOf(in.InstanceId)
	err := s.Conversations.StopStream(ctx, instance, contactOf(instance, in.ContactId), chat.StreamID(text(in.StreamingId)))
	return &connect.StopContactStreamingOutput{}, err
}
