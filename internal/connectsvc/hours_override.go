package connectsvc

import (
	"cmp"
	"context"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// CreateHoursOfOperationOverride adds an override, of type STANDARD unless it says
// otherwise. spec: CreateHoursOfOperationOverride.
func (s schedules) CreateHoursOfOperationOverride(ctx context.Context, in *connect.CreateHoursOfOperationOverrideInput) (*connect.CreateHoursOfOperationOverrideOutput, error) {
	recurrence, err := recurrenceOf(in.RecurrenceConfig)
	if err != nil {
		return nil, err
	}
	o, err := s.Directory.CreateHoursOverride(ctx, instanceOf(in.InstanceId), text(in.HoursOfOperationId), directory.HoursOverride{
		Name: text(in.Name), Description: text(in.Description), Type: cmp.Or(text(in.OverrideType), directory.OverrideStandard),
		From: text(in.EffectiveFrom), Till: text(in.EffectiveTill), Times: overrideTimes(in.Config), Recurrence: recurrence,
	})
	if err != nil {
		return nil, err
	}
	return &connect.CreateHoursOfOperationOverrideOutput{HoursOfOperationOverrideId: new(o.ID)}, nil
}

// UpdateHoursOfOperationOverride changes what is given. An override that becomes a
// standard one loses its recurrence, which it has no use for.
// spec: UpdateHoursOfOperationOverride.
func (s schedules) UpdateHoursOfOperationOverride(ctx context.Context, in *connect.UpdateHoursOfOperationOverrideInput) (*connect.UpdateHoursOfOperationOverrideOutput, error) {
	recurrence, err := recurrenceOf(in.RecurrenceConfig)
	if err != nil {
		return nil, err
	}
	id := text(in.HoursOfOperationOverrideId)
	return nil, s.Directory.ChangeHoursOverride(ctx, instanceOf(in.InstanceId), text(in.HoursOfOperationId), id, func(o *directory.HoursOverride) {
		for _, member := range []struct{ to, given *string }{
			{&o.Name, in.Name}, {&o.Description, in.Description}, {&o.Type, in.OverrideType},
			{&o.From, in.EffectiveFrom}, {&o.Till, in.EffectiveTill},
		} {
			if member.given != nil {
				*member.to = *member.given
			}
		}
		if in.Config != nil {
			o.Times = overrideTimes(in.Config)
		}
		if recurrence != nil || text(in.OverrideType) == directory.OverrideStandard {
			o.Recurrence = recurrence
		}
	})
}

// DeleteHoursOfOperationOverride removes an override.
// spec: DeleteHoursOfOperationOverride.
func (s schedules) DeleteHoursOfOperationOverride(ctx context.Context, in *connect.DeleteHoursOfOperationOverrideInput) (*connect.DeleteHoursOfOperationOverrideOutput, error) {
	return nil, s.Directory.DeleteHoursOverride(ctx, instanceOf(in.InstanceId), text(in.HoursOfOperationId), text(in.HoursOfOperationOverrideId))
}

// DescribeHoursOfOperationOverride reads an override of the hours' own.
// spec: DescribeHoursOfOperationOverride.
func (s schedules) DescribeHoursOfOperationOverride(ctx context.Context, in *connect.DescribeHoursOfOperationOverrideInput) (*connect.DescribeHoursOfOperationOverrideOutput, error) {
	h, err := s.Directory.Hours(ctx, instanceOf(in.InstanceId), text(in.HoursOfOperationId))
	if err != nil {
		return nil, err
	}
	o, err := h.Override(text(in.HoursOfOperationOverrideId))
	if err != nil {
		return nil, err
	}
	return &connect.DescribeHoursOfOperationOverrideOutput{HoursOfOperationOverride: new(s.override(&placedOverride{&h, o}))}, nil
}

// ListHoursOfOperationOverrides reads a page of the hours' own overrides.
// spec: ListHoursOfOperationOverrides.
func (s schedules) ListHoursOfOperationOverrides(ctx context.Context, in *connect.ListHoursOfOperationOverridesInput) (*connect.ListHoursOfOperationOverridesOutput, error) {
	h, err := s.Directory.Hours(ctx, instanceOf(in.InstanceId), text(in.HoursOfOperationId))
	if err != nil {
		return nil, err
	}
	found, next, err := part(s.backend, listing{"ListHoursOfOperationOverrides", nil, in.NextToken, in.MaxResults}, h.ID, overridesOf(&h), (*placedOverride).id)
	return &connect.ListHoursOfOperationOverridesOutput{
		HoursOfOperationOverrideList: each(found, s.override),
		NextToken:                    next,
		LastModifiedTime:             at(h.ModifiedAt),
		LastModifiedRegion:           new(s.Directory.Names.Region),
	}, err
}

// placedOverride is an override and the hours that it belongs to.
type placedOverride struct {
	hours *directory.Hours
	directory.HoursOverride
}

func (o *placedOverride) id() string { return o.ID }

// overridesOf are the overrides of some hours in order of id.
func overridesOf(h *directory.Hours) []placedOverride {
	var out []placedOverride
	for _, o := range h.Spec.Overrides {
		out = append(out, placedOverride{h, o})
	}
	slices.SortFunc(out, func(a, b placedOverride) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

func (s schedules) override(o *placedOverride) connect.HoursOfOperationOverride {
	return connect.HoursOfOperationOverride{
		HoursOfOperationOverrideId: new(o.ID),
		HoursOfOperationId:         new(o.hours.ID),
		HoursOfOperationArn:        new(s.arn(o.hours)),
		Name:                       new(o.Name),
		Description:                some(o.Description),
		OverrideType:               new(o.Type),
		EffectiveFrom:              new(o.From),
		EffectiveTill:              new(o.Till),
		Config:                     overrideConfigOf(o.Times),
		RecurrenceConfig:           wireRecurrence(o.Recurrence),
	}
}
