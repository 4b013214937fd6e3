package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// DescribeHoursOfOperation reads hours of operation, without the overrides.
// spec: DescribeHoursOfOperation.
func (s schedules) DescribeHoursOfOperation(ctx context.Context, in *connect.DescribeHoursOfOperationInput) (*connect.DescribeHoursOfOperationOutput, error) {
	h, err := s.Directory.Hours(ctx, instanceOf(in.InstanceId), text(in.HoursOfOperationId))
	if err != nil {
		return nil, err
	}
	out, err := s.hours(ctx, &h)
	return &connect.DescribeHoursOfOperationOutput{HoursOfOperation: &out}, err
}

func (s schedules) hours(ctx context.Context, h *directory.Hours) (connect.HoursOfOperation, error) {
	out := connect.HoursOfOperation{
		HoursOfOperationArn: new(s.arn(h)),
		HoursOfOperationId:  new(h.ID),
		Name:                new(h.Name),
		Description:         some(h.Spec.Description),
		TimeZone:            new(h.Spec.TimeZone),
		Config:              configOf(h.Spec.Open),
		Tags:                nonEmpty(h.Tags),
		LastModifiedTime:    at(h.ModifiedAt),
		LastModifiedRegion:  new(s.Directory.Names.Region),
	}
	for _, id := range h.Spec.ParentIDs {
		parent, err := s.Directory.Hours(ctx, h.InstanceID, id)
		if err != nil {
			return out, err
		}
		out.ParentHoursOfOperations = append(out.ParentHoursOfOperations, s.identifier(&parent))
	}
	return out, nil
}

func (s schedules) identifier(h *directory.Hours) connect.HoursOfOperationsIdentifier {
	return connect.HoursOfOperationsIdentifier{Id: new(h.ID), Arn: new(s.arn(h)), Name: new(h.Name)}
}

// ListHoursOfOperations reads a page of the hours of operation.
// spec: ListHoursOfOperations.
func (s schedules) ListHoursOfOperations(ctx context.Context, in *connect.ListHoursOfOperationsInput) (*connect.ListHoursOfOperationsOutput, error) {
	instance, err := s.Directory.Instance(ctx, text(in.InstanceId))
	if err != nil {
		return nil, err
	}
	list := "ListHoursOfOperations " + instance.ID
	page, err := s.openPage(list, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	found, next, err := s.Directory.HoursPage(ctx, instance.InstanceID, page.after, page.limit)
	if err != nil {
		return nil, err
	}
	out := &connect.ListHoursOfOperationsOutput{HoursOfOperationSummaryList: []connect.HoursOfOperationSummary{}}
	for i := range found {
		h := &found[i]
		out.HoursOfOperationSummaryList = append(out.HoursOfOperationSummaryList, connect.HoursOfOperationSummary{
			Arn:                new(s.arn(h)),
			Id:                 new(h.ID),
			Name:               new(h.Name),
			LastModifiedTime:   at(h.ModifiedAt),
			LastModifiedRegion: new(s.Directory.Names.Region),
		})
	}
	out.NextToken, err = s.sealPage(list, next)
	return out, err
}

// ListChildHoursOfOperations reads a page of the hours that inherit from some.
// spec: ListChildHoursOfOperations.
func (s schedules) ListChildHoursOfOperations(ctx context.Context, in *connect.ListChildHoursOfOperationsInput) (*connect.ListChildHoursOfOperationsOutput, error) {
	h, err := s.Directory.Hours(ctx, instanceOf(in.InstanceId), text(in.HoursOfOperationId))
	if err != nil {
		return nil, err
	}
	list := "ListChildHoursOfOperations " + h.ID
	page, err := s.openPage(list, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	children, err := s.Directory.ChildHours(ctx, &h)
	if err != nil {
		return nil, err
	}
	found, next := cut(children, page, func(h *directory.Hours) string { return h.ID })
	out := &connect.ListChildHoursOfOperationsOutput{
		ChildHoursOfOperationsSummaryList: []connect.HoursOfOperationsIdentifier{},
		LastModifiedTime:                  at(h.ModifiedAt),
		LastModifiedRegion:                new(s.Directory.Names.Region),
	}
	for i := range found {
		out.ChildHoursOfOperationsSummaryList = append(out.ChildHoursOfOperationsSummaryList, s.identifier(&found[i]))
	}
	out.NextToken, err = s.sealPage(list, next)
	return out, err
}

// cut takes a page out of what is in order of id, and says where the next one
// begins, "" at the end.
func cut[T any](all []T, page pageRequest, id func(*T) string) (found []T, next string) {
	first := 0
	for first < len(all) && id(&all[first]) <= page.after {
		first++
	}
	all = all[first:]
	if len(all) <= page.limit {
		return all, ""
	}
	return all[:page.limit], id(&all[page.limit-1])
}
