package connectsvc

import (
	"context"
	"slices"
	"strconv"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// CreateViewVersion files the published content of a view under the next number;
// when the newest version has that content already, it answers that version.
// spec: CreateViewVersion.
func (s views) CreateViewVersion(ctx context.Context, in *connect.CreateViewVersionInput) (*connect.CreateViewVersionOutput, error) {
	v, err := s.Directory.CreateViewVersion(ctx, instanceOf(in.InstanceId), text(in.ViewId), directory.VersionDraft{
		Description: text(in.VersionDescription), ContentID: text(in.ViewContentSha256),
	})
	if err != nil {
		return nil, err
	}
	return &connect.CreateViewVersionOutput{View: s.view(&v)}, nil
}

// ListViewVersions reads a page of a view's versions, newest first.
// spec: ListViewVersions.
func (s views) ListViewVersions(ctx context.Context, in *connect.ListViewVersionsInput) (*connect.ListViewVersionsOutput, error) {
	v, versions, err := s.Directory.ViewVersions(ctx, instanceOf(in.InstanceId), text(in.ViewId))
	if err != nil {
		return nil, err
	}
	arn := s.Directory.ViewARN(&v)
	number := func(o *directory.Version) string { return strconv.FormatInt(o.Spec.Number, 10) }
	found, next, err := pageIn(s.backend, listing{"ListViewVersions", nil, in.NextToken, in.MaxResults}, arn,
		func(page pageRequest) ([]directory.Version, string, error) {
			slices.Reverse(versions)
			if page.after != "" {
				last, err := strconv.ParseInt(page.after, 10, 64)
				if err != nil {
					return nil, "", chat.Invalid("NextToken", "is not a token of this list")
				}
				versions = slices.DeleteFunc(versions, func(o directory.Version) bool { return o.Spec.Number >= last })
			}
			found, next := head(versions, page.limit, number)
			return found, next, nil
		})
	summary := func(o *directory.Version) connect.ViewVersionSummary {
		return connect.ViewVersionSummary{
			Id: new(o.Reference(v.ID)), Arn: new(o.Reference(arn)), Name: new(v.Name), Type: new(viewType(&v)),
			Description: some(v.Description), Version: new(int32(o.Spec.Number)), VersionDescription: some(o.Spec.Description),
		}
	}
	return &connect.ListViewVersionsOutput{ViewVersionSummaryList: each(found, summary), NextToken: next}, err
}

// DeleteViewVersion removes a version that nothing names. spec: DeleteViewVersion.
func (s views) DeleteViewVersion(ctx context.Context, in *connect.DeleteViewVersionInput) (*connect.DeleteViewVersionOutput, error) {
	return nil, s.Directory.DeleteViewVersion(ctx, instanceOf(in.InstanceId), text(in.ViewId), int64(*in.ViewVersion))
}
