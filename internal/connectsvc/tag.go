package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
)

// tags serves the tags of everything that has an ARN and is no contact.
type tags struct{ *backend }

// TagResource adds and replaces tags. spec: TagResource.
func (s tags) TagResource(ctx context.Context, in *connect.TagResourceInput) (*connect.TagResourceOutput, error) {
	return nil, s.Directory.Tag(ctx, text(in.ResourceArn), in.Tags)
}

// UntagResource removes tags. spec: UntagResource.
func (s tags) UntagResource(ctx context.Context, in *connect.UntagResourceInput) (*connect.UntagResourceOutput, error) {
	return nil, s.Directory.Untag(ctx, text(in.ResourceArn), in.TagKeys)
}

// ListTagsForResource reads tags. spec: ListTagsForResource.
func (s tags) ListTagsForResource(ctx context.Context, in *connect.ListTagsForResourceInput) (*connect.ListTagsForResourceOutput, error) {
	found, err := s.Directory.Tags(ctx, text(in.ResourceArn))
	if err != nil {
		return nil, err
	}
	return &connect.ListTagsForResourceOutput{Tags: nonEmpty(found)}, nil
}
