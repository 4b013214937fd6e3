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
	list := "ListViewVersions " + s.Directory.ViewARN(&v)
	page, err := s.openPage(list, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	slices.Reverse(versions)
	if page.after != "" {
		last, err := strconv.ParseInt(page.after, 10, 64)
		if err != nil {
			return nil, chat.Invalid("NextToken", "is not a token of this list")
		}
		versions = slices.DeleteFunc(versions, func(o directory.Version) bool { return o.Spec.Number >= last })
	}
	out := &connect.ListViewVersionsOutput{ViewVersionSummaryList: []connect.ViewVersionSummary{}}
	if len(versions) > page.limit {
		versions = versions[:page.limit]
		if out.NextToken, err = s.sealPage(list, strconv.FormatInt(versions[page.limit-1].Spec.Number, 10)); err != nil {
			return nil, err
		}
	}
	for i := range versions {
		o := &versions[i]
		out.ViewVersionSummaryList = append(out.ViewVersionSummaryList, connect.ViewVersionSummary{
			Id: new(o.Reference(v.ID)), Arn: new(o.Reference(s.Directory.ViewARN(&v))), Name: new(v.Name), Type: new(viewType(&v)),
			Description: some(v.Description), Version: new(int32(o.Spec.Number)), VersionDescription: some(o.Spec.Description),
		})
	}
	return out, nil
}

// DeleteViewVersion removes a version that nothing names. spec: DeleteViewVersion.
func (s views) DeleteViewVersion(ctx context.Context, in *connect.DeleteViewVersionInput) (*connect.DeleteViewVersionOutput, error) {
	return nil, s.Directory.DeleteViewVersion(ctx, instanceOf(in.InstanceId), text(in.ViewId), int64(*in.ViewVersion))
}
