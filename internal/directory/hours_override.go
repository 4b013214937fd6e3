package directory

import (
	"context"
	"fmt"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/hours"
)

// maxOverrides bounds the overrides of hours; inherited ones do not count.
// spec: Amazon Connect administrator guide, override standard operating hours.
const maxOverrides = 50

// CreateHoursOverride adds an override to hours of operation and gives it an id.
// KindNotFound, KindInvalid, KindRejected, KindDuplicate, KindQuota.
// spec: CreateHoursOfOperationOverride.
func (d *Directory) CreateHoursOverride(ctx context.Context, instance chat.InstanceID, reference string, draft HoursOverride) (HoursOverride, error) {
	draft.ID = d.newID()
	err := d.changeHours(ctx, instance, reference, func(h *Hours) error {
		if len(h.Spec.Overrides) >= maxOverrides {
			return &chat.Error{Kind: chat.KindQuota, Detail: fmt.Sprintf("the hours of operation have %d overrides, which is the limit", maxOverrides)}
		}
		if err := checkOverride(h, &draft); err != nil {
			return err
		}
		h.Spec.Overrides = append(h.Spec.Overrides, draft)
		return nil
	})
	return draft, err
}

// Override finds one of the hours' own overrides by its id. KindNotFound.
func (h *Hours) Override(id string) (HoursOverride, error) {
	i := h.overrideAt(id)
	if i < 0 {
		return HoursOverride{}, chat.NotFound("HoursOfOperationOverrideId", "the override does not exist")
	}
	return h.Spec.Overrides[i], nil
}

func (h *Hours) overrideAt(id string) int {
	return slices.IndexFunc(h.Spec.Overrides, func(o HoursOverride) bool { return o.ID == id })
}

// ChangeHoursOverride changes an override; change may run more than once and must
// leave the id as it is. KindNotFound, KindInvalid, KindRejected, KindDuplicate.
// spec: UpdateHoursOfOperationOverride.
func (d *Directory) ChangeHoursOverride(ctx context.Context, instance chat.InstanceID, reference, id string, change func(*HoursOverride)) error {
	return d.changeHours(ctx, instance, reference, func(h *Hours) error {
		o, err := h.Override(id)
		if err != nil {
			return err
		}
		change(&o)
		if err := checkOverride(h, &o); err != nil {
			return err
		}
		h.Spec.Overrides[h.overrideAt(id)] = o
		return nil
	})
}

// DeleteHoursOverride removes an override. KindNotFound.
// spec: DeleteHoursOfOperationOverride.
func (d *Directory) DeleteHoursOverride(ctx context.Context, instance chat.InstanceID, reference, id string) error {
	return d.changeHours(ctx, instance, reference, func(h *Hours) error {
		if _, err := h.Override(id); err != nil {
			return err
		}
		i := h.overrideAt(id)
		h.Spec.Overrides = slices.Delete(h.Spec.Overrides, i, i+1)
		return nil
	})
}

// checkOverride checks an override by itself and beside the other ones of its
// hours.
func checkOverride(h *Hours, o *HoursOverride) error {
	if err := checkName(o.Name); err != nil {
		return err
	}
	for _, d := range []struct{ member, date string }{{"EffectiveFrom", o.From}, {"EffectiveTill", o.Till}} {
		if _, err := hours.ParseDate(d.date); err != nil {
			return chat.Invalid(d.member, "is not a date of the calendar")
		}
	}
	if o.Till < o.From {
		return chat.Invalid("EffectiveTill", "is before EffectiveFrom")
	}
	for _, t := range o.Times {
		if (t.Start == nil) != (t.End == nil) {
			return chat.Invalid("Config", "has a time with a StartTime but no EndTime, or the reverse")
		}
	}
	if err := checkRecurrence(o); err != nil {
		return err
	}
	for _, other := range h.Spec.Overrides {
		switch {
		case other.ID == o.ID:
		case other.Name == o.Name:
			return &chat.Error{Kind: chat.KindDuplicate, Member: "Name", Detail: "another override of these hours of operation has this name"}
		case o.Type == OverrideStandard && other.Type == OverrideStandard && o.From <= other.Till && other.From <= o.Till:
			// Nothing says which of the two would count.
			return chat.Rejected("EffectiveFrom", "the dates overlap with those of the override "+other.Name)
		}
	}
	return nil
}

// checkRecurrence refuses what has no meaning. spec: RecurrencePattern.
func checkRecurrence(o *HoursOverride) error {
	const member = "RecurrenceConfig"
	r := o.Recurrence
	switch {
	case r == nil:
		return nil
	case o.Type == OverrideStandard:
		return chat.Rejected(member, "is for overrides of type OPEN and CLOSED")
	case r.Month < 0 || r.Month > 12:
		return chat.Invalid(member, "ByMonth must be 1 to 12")
	case r.MonthDay < -1 || r.MonthDay > 31:
		return chat.Invalid(member, "ByMonthDay must be 1 to 31, or -1 for the last day")
	case r.Occurrence < -1 || r.Occurrence > 4:
		return chat.Invalid(member, "ByWeekdayOccurrence must be 1 to 4, or -1 for the last")
	case r.Month != 0 && r.Frequency != RecurYearly:
		return chat.Rejected(member, "ByMonth is for the frequency YEARLY")
	case r.Month == 0 && r.Frequency == RecurYearly:
		return chat.Rejected(member, "the frequency YEARLY needs ByMonth")
	case r.Frequency == RecurWeekly && (r.MonthDay != 0 || r.Occurrence != 0):
		return chat.Rejected(member, "ByMonthDay and ByWeekdayOccurrence are for the frequencies MONTHLY and YEARLY")
	case r.Frequency != RecurWeekly && (r.MonthDay == 0) == (r.Occurrence == 0):
		return chat.Rejected(member, "the frequencies MONTHLY and YEARLY need one of ByMonthDay and ByWeekdayOccurrence")
	}
	if r.Occurrence != 0 && (len(o.Times) == 0 || slices.ContainsFunc(o.Times, func(t OverrideTime) bool { return t.Day == nil })) {
		return chat.Rejected(member, "ByWeekdayOccurrence needs a Day in each item of Config")
	}
	return nil
}
