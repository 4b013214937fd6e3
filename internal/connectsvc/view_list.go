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
	list := "ListViews " + instance.ID + " " + text(in.Type)
	page, err := s.openPage(list, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	all, err := s.Directory.AllViews(ctx, instance.InstanceID)
	if err != nil {
		return nil, err
	}
	if in.Type != nil {
		all = slices.DeleteFunc(all, func(v directory.View) bool { return viewType(&v) != *in.Type })
	}
	if page.after != "" {
		i := slices.IndexFunc(all, func(v directory.View) bool { return v.ID == page.after })
		if i < 0 { // names have no place of their own once the view is gone
			return nil, chat.Invalid("NextToken", "names a view that was deleted since, begin again without it")
		}
		all = all[i+1:]
	}
	out := &connect.ListViewsOutput{ViewsSummaryList: []connect.ViewSummary{}}
	if len(all) > page.limit {
		all = all[:page.limit]
		if out.NextToken, err = s.sealPage(list, all[page.limit-1].ID); err != nil {
			return nil, err
		}
	}
	for i := range all {
		out.ViewsSummaryList = append(out.ViewsSummaryList, s.viewSummary(&all[i]))
	}
	return out, nil
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
