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
	found, next, err := pageOf(ctx, s.backend, listing{"ListHoursOfOperations", in.InstanceId, in.NextToken, in.MaxResults}, s.Directory.HoursPage)
	return &connect.ListHoursOfOperationsOutput{HoursOfOperationSummaryList: each(found, s.summary), NextToken: next}, err
}

func (s schedules) summary(h *directory.Hours) connect.HoursOfOperationSummary {
	return connect.HoursOfOperationSummary{
		Arn:                new(s.arn(h)),
		Id:                 new(h.ID),
		Name:               new(h.Name),
		LastModifiedTime:   at(h.ModifiedAt),
		LastModifiedRegion: new(s.Directory.Names.Region),
	}
}

// ListChildHoursOfOperations reads a page of the hours that inherit from some.
// spec: ListChildHoursOfOperations.
func (s schedules) ListChildHoursOfOperations(ctx context.Context, in *connect.ListChildHoursOfOperationsInput) (*connect.ListChildHoursOfOperationsOutput, error) {
	h, err := s.Directory.Hours(ctx, instanceOf(in.InstanceId), text(in.HoursOfOperationId))
	if err != nil {
		return nil, err
	}
	children, err := s.Directory.ChildHours(ctx, &h)
	if err != nil {
		return nil, err
	}
	found, next, err := part(s.backend, listing{"ListChildHoursOfOperations", nil, in.NextToken, in.MaxResults}, h.ID, children, hoursKey)
	return &connect.ListChildHoursOfOperationsOutput{
		ChildHoursOfOperationsSummaryList: each(found, s.identifier),
		NextToken:                         next,
		LastModifiedTime:                  at(h.ModifiedAt),
		LastModifiedRegion:                new(s.Directory.Names.Region),
	}, err
}

func hoursKey(h *directory.Hours) string { return h.ID }
