package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// views serves views.
type views struct{ *backend }

// CreateView adds a view, published or only saved. spec: CreateView.
func (s views) CreateView(ctx context.Context, in *connect.CreateViewInput) (*connect.CreateViewOutput, error) {
	v, err := s.Directory.CreateView(ctx, instanceOf(in.InstanceId), directory.ViewDraft{
		Name: text(in.Name), Description: text(in.Description), Tags: in.Tags, ClientToken: text(in.ClientToken),
		Template: text(in.Content.Template), Actions: in.Content.Actions, Publish: published(in.Status),
	})
	if err != nil {
		return nil, err
	}
	return &connect.CreateViewOutput{View: s.view(&v)}, nil
}

func published(status *string) bool { return text(status) == connect.ViewStatusPublished }

// UpdateViewContent replaces the saved content of a view, and the published one too
// if it says so. spec: UpdateViewContent.
func (s views) UpdateViewContent(ctx context.Context, in *connect.UpdateViewContentInput) (*connect.UpdateViewContentOutput, error) {
	v, err := s.Directory.SetViewContent(ctx, instanceOf(in.InstanceId), text(in.ViewId),
		text(in.Content.Template), in.Content.Actions, published(in.Status))
	if err != nil {
		return nil, err
	}
	return &connect.UpdateViewContentOutput{View: s.view(&v)}, nil
}

// UpdateViewMetadata renames and describes a view. spec: UpdateViewMetadata.
func (s views) UpdateViewMetadata(ctx context.Context, in *connect.UpdateViewMetadataInput) (*connect.UpdateViewMetadataOutput, error) {
	return nil, s.Directory.ChangeView(ctx, instanceOf(in.InstanceId), text(in.ViewId),
		directory.ViewChange{Name: in.Name, Description: in.Description})
}

// DeleteView removes a view that no flow and no module names. spec: DeleteView.
func (s views) DeleteView(ctx context.Context, in *connect.DeleteViewInput) (*connect.DeleteViewOutput, error) {
	return nil, s.Directory.DeleteView(ctx, instanceOf(in.InstanceId), text(in.ViewId))
}

// DescribeView reads a view: its published content, the saved one for an id with the
// suffix :$SAVED, or a version's for one with its number. spec: DescribeView.
func (s views) DescribeView(ctx context.Context, in *connect.DescribeViewInput) (*connect.DescribeViewOutput, error) {
	v, err := s.Directory.View(ctx, instanceOf(in.InstanceId), text(in.ViewId))
	if err != nil {
		return nil, err
	}
	return &connect.DescribeViewOutput{View: s.view(&v)}, nil
}

// view writes a view with one of its contents. What is not a version's own, the name
// for instance, is the view's as it is now.
func (s views) view(v *directory.View) *connect.View {
	out := &connect.View{
		Id:          new(v.ID),
		Arn:         new(s.Directory.ViewARN(v)),
		Name:        new(v.Name),
		Type:        new(viewType(v)),
		Status:      new(connect.ViewStatusPublished),
		Description: some(v.Description),
		Content: &connect.ViewContent{
			Template: new(v.Content.Template), InputSchema: new(v.Content.InputSchema), Actions: v.Content.Actions,
		},
		Tags:               nonEmpty(v.Tags),
		CreatedTime:        at(v.CreatedAt),
		LastModifiedTime:   at(v.ModifiedAt),
		VersionDescription: some(v.VersionDescription),
		ViewContentSha256:  new(v.Content.Hash()),
	}
	if v.Saved {
		out.Status = new(connect.ViewStatusSaved)
	}
	if v.Version > 0 {
		out.Version = new(int32(v.Version))
	}
	return out
}

func viewType(v *directory.View) string {
	if v.Standard {
		return connect.ViewTypeAwsManaged
	}
	return connect.ViewTypeCustomerManaged
}
