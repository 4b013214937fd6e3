package connectsvc

import (
	"context"
	"fmt"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/hours"
)

// maxEffectiveDates bounds the dates of an answer. The model sets no bound; a year
// and a day shows every recurrence but the rarest.
const maxEffectiveDates = 366

// GetEffectiveHoursOfOperations tells what is open on each of some dates, and which
// overrides have to do with it. spec: GetEffectiveHoursOfOperations.
func (s schedules) GetEffectiveHoursOfOperations(ctx context.Context, in *connect.GetEffectiveHoursOfOperationsInput) (*connect.GetEffectiveHoursOfOperationsOutput, error) {
	from, till, err := effectiveDates(in)
	if err != nil {
		return nil, err
	}
	h, err := s.Directory.Hours(ctx, instanceOf(in.InstanceId), text(in.HoursOfOperationId))
	if err != nil {
		return nil, err
	}
	calendar, err := h.Calendar()
	if err != nil {
		return nil, err
	}
	out := &connect.GetEffectiveHoursOfOperationsOutput{
		EffectiveHoursOfOperationList: []connect.EffectiveHoursOfOperations{},
		EffectiveOverrideHoursList:    []connect.EffectiveOverrideHours{},
		TimeZone:                      new(h.Spec.TimeZone),
	}
	for d := from; d <= till; d++ {
		open := []connect.OperationalHour{}
		for _, span := range calendar.Day(d) {
			open = append(open, connect.OperationalHour{Start: overrideSlice(span.Start), End: overrideSlice(span.End)})
		}
		out.EffectiveHoursOfOperationList = append(out.EffectiveHoursOfOperationList, connect.EffectiveHoursOfOperations{
			Date: new(d.String()), OperationalHours: open,
		})
		if overrides := overrideHours(&calendar, d); len(overrides) > 0 {
			out.EffectiveOverrideHoursList = append(out.EffectiveOverrideHoursList, connect.EffectiveOverrideHours{
				Date: new(d.String()), OverrideHours: overrides,
			})
		}
	}
	return out, nil
}

func effectiveDates(in *connect.GetEffectiveHoursOfOperationsInput) (from, till hours.Date, err error) {
	if from, err = hours.ParseDate(text(in.FromDate)); err != nil {
		return 0, 0, chat.Invalid("FromDate", "is not a date of the calendar")
	}
	if till, err = hours.ParseDate(text(in.ToDate)); err != nil {
		return 0, 0, chat.Invalid("ToDate", "is not a date of the calendar")
	}
	switch {
	case till < from:
		return 0, 0, chat.Invalid("ToDate", "is before FromDate")
	case till-from >= maxEffectiveDates:
		return 0, 0, chat.Invalid("ToDate", fmt.Sprintf("is more than %d days from FromDate", maxEffectiveDates-1))
	}
	return from, till, nil
}

// overrideHours are the hours of every override for a date. A standard override
// without any closes the date.
func overrideHours(calendar *hours.Schedule, d hours.Date) []connect.OverrideHour {
	var out []connect.OverrideHour
	for i := range calendar.Overrides {
		o := &calendar.Overrides[i]
		status, spans := connect.OperationalStatusOpen, calendar.On(o, d)
		switch {
		case o.Type == hours.Closed:
			status = connect.OperationalStatusClosed
		case o.Type == hours.Standard && len(spans) == 0 && o.On(d):
			status, spans = connect.OperationalStatusClosed, []hours.Span{{}}
		}
		for _, span := range spans {
			out = append(out, connect.OverrideHour{
				OverrideName: new(o.Name), OperationalStatus: new(status),
				Start: overrideSlice(span.Start), End: overrideSlice(span.End),
			})
		}
	}
	return out
}
