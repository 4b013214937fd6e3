package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// schedules serves hours of operation and their overrides.
type schedules struct{ *backend }

// CreateHoursOfOperation adds hours of operation. spec: CreateHoursOfOperation.
func (s schedules) CreateHoursOfOperation(ctx context.Context, in *connect.CreateHoursOfOperationInput) (*connect.CreateHoursOfOperationOutput, error) {
	h, err := s.Directory.CreateHours(ctx, instanceOf(in.InstanceId), directory.HoursDraft{
		Name: text(in.Name), Description: text(in.Description), TimeZone: text(in.TimeZone),
		Open: openTimes(in.Config), Parents: parentsOf(in.ParentHoursOfOperationConfigs), Tags: in.Tags,
	})
	if err != nil {
		return nil, err
	}
	return &connect.CreateHoursOfOperationOutput{HoursOfOperationId: new(h.ID), HoursOfOperationArn: new(s.arn(&h))}, nil
}

// UpdateHoursOfOperation changes what is given; a Config replaces all opening times,
// an empty one leaves none. spec: UpdateHoursOfOperation.
func (s schedules) UpdateHoursOfOperation(ctx context.Context, in *connect.UpdateHoursOfOperationInput) (*connect.UpdateHoursOfOperationOutput, error) {
	return nil, s.Directory.ChangeHours(ctx, instanceOf(in.InstanceId), text(in.HoursOfOperationId), directory.HoursChange{
		Name: in.Name, Description: in.Description, TimeZone: in.TimeZone, Open: openTimes(in.Config),
	})
}

// DeleteHoursOfOperation removes hours that nothing uses. Ones in use are refused as
// a request that is wrong in its context: the model has no error of its own for it
// here. spec: DeleteHoursOfOperation.
func (s schedules) DeleteHoursOfOperation(ctx context.Context, in *connect.DeleteHoursOfOperationInput) (*connect.DeleteHoursOfOperationOutput, error) {
	return nil, s.Directory.DeleteHours(ctx, instanceOf(in.InstanceId), text(in.HoursOfOperationId))
}

// AssociateHoursOfOperations lets hours inherit the overrides of others.
// spec: AssociateHoursOfOperations.
func (s schedules) AssociateHoursOfOperations(ctx context.Context, in *connect.AssociateHoursOfOperationsInput) (*connect.AssociateHoursOfOperationsOutput, error) {
	return nil, s.Directory.LinkHours(ctx, instanceOf(in.InstanceId), text(in.HoursOfOperationId), parentsOf(in.ParentHoursOfOperationConfigs))
}

// DisassociateHoursOfOperations ends that. spec: DisassociateHoursOfOperations.
func (s schedules) DisassociateHoursOfOperations(ctx context.Context, in *connect.DisassociateHoursOfOperationsInput) (*connect.DisassociateHoursOfOperationsOutput, error) {
	return nil, s.Directory.UnlinkHours(ctx, instanceOf(in.InstanceId), text(in.HoursOfOperationId), in.ParentHoursOfOperationIds)
}

func parentsOf(configs []connect.ParentHoursOfOperationConfig) []string {
	var out []string
	for _, c := range configs {
		out = append(out, text(c.HoursOfOperationId))
	}
	return out
}

func (s schedules) arn(h *directory.Hours) string {
	return s.Directory.Names.Resource(h.InstanceID, directory.KindHours, h.ID)
}
