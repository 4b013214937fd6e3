package connectsvc

import (
	"context"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// ListViews reads a page of the views, in order of type and name.
// spec: ListViews.
func (s views) ListViews(ctx context.Context, in *connect.ListViewsInput) (*connect.ListViewsOutput, error) {
	instance, err := s.Directory.Instance(ctx, text(in.InstanceId))
	if err != nil {
		return nil, err
	}
	found, next, err := pageIn(s.backend, listing{"ListViews", nil, in.NextToken, in.MaxResults}, instance.ID+" "+text(in.Type),
		func(page pageRequest) ([]directory.View, string, error) {
			all, err := s.Directory.AllViews(ctx, instance.InstanceID)
			if err != nil {
				return nil, "", err
			}
			if in.Type != nil {
				all = slices.DeleteFunc(all, func(v directory.View) bool { return viewType(&v) != *in.Type })
			}
			if page.after != "" {
				i := slices.IndexFunc(all, func(v directory.View) bool { return v.ID == page.after })
				if i < 0 { // names have no place of their own once the view is gone
					return nil, "", chat.Invalid("NextToken", "names a view that was deleted since, begin again without it")
				}
				all = all[i+1:]
			}
			found, next := head(all, page.limit, func(v *directory.View) string { return v.ID })
			return found, next, nil
		})
	return &connect.ListViewsOutput{ViewsSummaryList: each(found, s.viewSummary), NextToken: next}, err
}

func (s views) viewSummary(v *directory.View) connect.ViewSummary {
	out := connect.ViewSummary{
		Id: new(v.ID), Arn: new(s.Directory.ViewARN(v)), Name: new(v.Name), Type: new(viewType(v)),
		Status: new(connect.ViewStatusSaved), Description: some(v.Description),
	}
	if v.Published {
		out.Status = new(connect.ViewStatusPublished)
	}
	return out
}
