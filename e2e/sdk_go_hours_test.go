package e2e

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

func timeSlice(hour, minute int32) *types.HoursOfOperationTimeSlice {
	return &types.HoursOfOperationTimeSlice{Hours: aws.Int32(hour), Minutes: aws.Int32(minute)}
}

func overrideSlice(hour, minute int32) *types.OverrideTimeSlice {
	return &types.OverrideTimeSlice{Hours: aws.Int32(hour), Minutes: aws.Int32(minute)}
}

// hoursID creates hours that are open on Mondays from 9 to 5 in Berlin.
func hoursID(t *testing.T, client *connect.Client, instance *string, name string) *string {
	t.Helper()
	out, err := client.CreateHoursOfOperation(t.Context(), &connect.CreateHoursOfOperationInput{
		InstanceId: instance, Name: aws.String(fmt.Sprintf("%s %d", name, flowsMade.Add(1))), TimeZone: aws.String("Europe/Berlin"),
		Config: []types.HoursOfOperationConfig{{
			Day: types.HoursOfOperationDaysMonday, StartTime: timeSlice(9, 0), EndTime: timeSlice(17, 0),
		}},
	})
	must(t, err)
	return out.HoursOfOperationId
}

// What an operator does with hours of operation, with the AWS SDK for Go v2.
func TestGoSDKHours(t *testing.T) {
	t.Parallel()
	s := rejoin.Start(t, rejoin.Options{}) // its own: other tests have queues open by whichever hours come first
	client, instance := s.Connect(), aws.String(s.InstanceID())
	id := hoursID(t, client, instance, "SDK hours")

	_, err := client.UpdateHoursOfOperation(t.Context(), &connect.UpdateHoursOfOperationInput{
		InstanceId: instance, HoursOfOperationId: id, Name: aws.String("renamed hours"), TimeZone: aws.String("Mars/Olympus"),
	})
	wantCode(t, err, "InvalidParameterException")
	_, err = client.UpdateHoursOfOperation(t.Context(), &connect.UpdateHoursOfOperationInput{
		InstanceId: instance, HoursOfOperationId: id, Name: aws.String("renamed hours"), TimeZone: aws.String("America/New_York"),
	})
	must(t, err)
	described, err := client.DescribeHoursOfOperation(t.Context(), &connect.DescribeHoursOfOperationInput{InstanceId: instance, HoursOfOperationId: id})
	must(t, err)
	h := described.HoursOfOperation
	if aws.ToString(h.Name) != "renamed hours" || aws.ToString(h.TimeZone) != "America/New_York" ||
		len(h.Config) != 1 || aws.ToInt32(h.Config[0].EndTime.Hours) != 17 {
		t.Errorf("got %+v, want the new name and zone, and Mondays until 17:00", h)
	}

	listed := false
	pages := connect.NewListHoursOfOperationsPaginator(client, &connect.ListHoursOfOperationsInput{InstanceId: instance, MaxResults: aws.Int32(1)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		must(t, err)
		for _, summary := range page.HoursOfOperationSummaryList {
			listed = listed || aws.ToString(summary.Id) == aws.ToString(id)
		}
	}
	if !listed {
		t.Errorf("ListHoursOfOperations: got no %s", aws.ToString(id))
	}
	found, err := client.SearchHoursOfOperations(t.Context(), &connect.SearchHoursOfOperationsInput{
		InstanceId: instance,
		SearchCriteria: &types.HoursOfOperationSearchCriteria{StringCondition: &types.StringCondition{
			FieldName: aws.String("name"), Value: aws.String("renamed h"), ComparisonType: types.StringComparisonTypeStartsWith,
		}},
	})
	must(t, err)
	if len(found.HoursOfOperations) != 1 || aws.ToString(found.HoursOfOperations[0].HoursOfOperationId) != aws.ToString(id) {
		t.Errorf("SearchHoursOfOperations: got %d, want the one that was renamed", len(found.HoursOfOperations))
	}

	_, err = client.DeleteHoursOfOperation(t.Context(), &connect.DeleteHoursOfOperationInput{InstanceId: instance, HoursOfOperationId: id})
	must(t, err)
	_, err = client.DescribeHoursOfOperation(t.Context(), &connect.DescribeHoursOfOperationInput{InstanceId: instance, HoursOfOperationId: id})
	wantCode(t, err, "ResourceNotFoundException")
}

// Overrides of hours, and what comes of them. 2026-12-21 and 28 are Mondays.
func TestGoSDKHoursOverrides(t *testing.T) {
	t.Parallel()
	s := rejoin.Start(t, rejoin.Options{}) // its own: other tests have queues open by whichever hours come first
	client, instance := s.Connect(), aws.String(s.InstanceID())
	id := hoursID(t, client, instance, "overridden hours")
	holiday, err := client.CreateHoursOfOperationOverride(t.Context(), &connect.CreateHoursOfOperationOverrideInput{
		InstanceId: instance, HoursOfOperationId: id, Name: aws.String("SDK holiday"), Config: []types.HoursOfOperationOverrideConfig{},
		EffectiveFrom: aws.String("2026-12-21"), EffectiveTill: aws.String("2026-12-21"),
	})
	must(t, err)
	_, err = client.UpdateHoursOfOperationOverride(t.Context(), &connect.UpdateHoursOfOperationOverrideInput{
		InstanceId: instance, HoursOfOperationId: id, HoursOfOperationOverrideId: holiday.HoursOfOperationOverrideId,
		EffectiveTill: aws.String("2026-12-27"),
	})
	must(t, err)
	lunch, err := client.CreateHoursOfOperationOverride(t.Context(), &connect.CreateHoursOfOperationOverrideInput{
		InstanceId: instance, HoursOfOperationId: id, Name: aws.String("SDK lunch"),
		EffectiveFrom: aws.String("2026-01-01"), EffectiveTill: aws.String("2026-12-31"), OverrideType: types.OverrideTypeClosed,
		RecurrenceConfig: &types.RecurrenceConfig{RecurrencePattern: &types.RecurrencePattern{
			Frequency: types.RecurrenceFrequencyMonthly, Interval: aws.Int32(1), ByWeekdayOccurrence: []int32{-1},
		}},
		Config: []types.HoursOfOperationOverrideConfig{{
			Day: types.OverrideDaysMonday, StartTime: overrideSlice(12, 0), EndTime: overrideSlice(13, 30),
		}},
	})
	must(t, err)

	effective, err := client.GetEffectiveHoursOfOperations(t.Context(), &connect.GetEffectiveHoursOfOperationsInput{
		InstanceId: instance, HoursOfOperationId: id, FromDate: aws.String("2026-12-21"), ToDate: aws.String("2026-12-28"),
	})
	must(t, err)
	days := effective.EffectiveHoursOfOperationList
	if len(days) != 8 || len(days[0].OperationalHours) != 0 || len(days[7].OperationalHours) != 2 ||
		aws.ToInt32(days[7].OperationalHours[1].Start.Hours) != 13 || aws.ToInt32(days[7].OperationalHours[1].Start.Minutes) != 30 {
		t.Errorf("got %+v, want the 21st closed and the 28th open from 9 to 12 and from 13:30 to 17", days)
	}
	if overrides := effective.EffectiveOverrideHoursList; len(overrides) != 8 ||
		overrides[7].OverrideHours[0].OperationalStatus != types.OperationalStatusClosed {
		t.Errorf("got %+v, want an override on each of the days, the last closing", overrides)
	}

	described, err := client.DescribeHoursOfOperationOverride(t.Context(), &connect.DescribeHoursOfOperationOverrideInput{
		InstanceId: instance, HoursOfOperationId: id, HoursOfOperationOverrideId: lunch.HoursOfOperationOverrideId,
	})
	must(t, err)
	if o := described.HoursOfOperationOverride; o.OverrideType != types.OverrideTypeClosed ||
		len(o.RecurrenceConfig.RecurrencePattern.ByWeekdayOccurrence) != 1 {
		t.Errorf("got %+v, want the recurring closure", o)
	}
	list, err := client.ListHoursOfOperationOverrides(t.Context(), &connect.ListHoursOfOperationOverridesInput{InstanceId: instance, HoursOfOperationId: id})
	must(t, err)
	found, err := client.SearchHoursOfOperationOverrides(t.Context(), &connect.SearchHoursOfOperationOverridesInput{
		InstanceId: instance,
		SearchCriteria: &types.HoursOfOperationOverrideSearchCriteria{AndConditions: []types.HoursOfOperationOverrideSearchCriteria{
			{StringCondition: &types.StringCondition{FieldName: aws.String("name"), Value: aws.String("SDK"), ComparisonType: types.StringComparisonTypeStartsWith}},
			{DateCondition: &types.DateCondition{FieldName: aws.String("effectiveTill"), Value: aws.String("2026-12-27"), ComparisonType: types.DateComparisonTypeGreaterThan}},
		}},
	})
	must(t, err)
	if len(list.HoursOfOperationOverrideList) != 2 || len(found.HoursOfOperationOverrides) != 1 {
		t.Errorf("got %d listed and %d found, want 2 and 1", len(list.HoursOfOperationOverrideList), len(found.HoursOfOperationOverrides))
	}
	_, err = client.DeleteHoursOfOperationOverride(t.Context(), &connect.DeleteHoursOfOperationOverrideInput{
		InstanceId: instance, HoursOfOperationId: id, HoursOfOperationOverrideId: lunch.HoursOfOperationOverrideId,
	})
	must(t, err)
	_, err = client.DescribeHoursOfOperationOverride(t.Context(), &connect.DescribeHoursOfOperationOverrideInput{
		InstanceId: instance, HoursOfOperationId: id, HoursOfOperationOverrideId: lunch.HoursOfOperationOverrideId,
	})
	wantCode(t, err, "ResourceNotFoundException")
}

// Hours that inherit the overrides of others.
func TestGoSDKHoursInherit(t *testing.T) {
	t.Parallel()
	s := rejoin.Start(t, rejoin.Options{}) // its own: other tests have queues open by whichever hours come first
	client, instance := s.Connect(), aws.String(s.InstanceID())
	parent := hoursID(t, client, instance, "parent hours")
	child := hoursID(t, client, instance, "child hours")
	_, err := client.AssociateHoursOfOperations(t.Context(), &connect.AssociateHoursOfOperationsInput{
		InstanceId: instance, HoursOfOperationId: child,
		ParentHoursOfOperationConfigs: []types.ParentHoursOfOperationConfig{{HoursOfOperationId: parent}},
	})
	must(t, err)
	children, err := client.ListChildHoursOfOperations(t.Context(), &connect.ListChildHoursOfOperationsInput{InstanceId: instance, HoursOfOperationId: parent})
	must(t, err)
	if list := children.ChildHoursOfOperationsSummaryList; len(list) != 1 || aws.ToString(list[0].Id) != aws.ToString(child) {
		t.Errorf("got %+v, want the child", list)
	}
	_, err = client.DeleteHoursOfOperation(t.Context(), &connect.DeleteHoursOfOperationInput{InstanceId: instance, HoursOfOperationId: parent})
	wantCode(t, err, "InvalidRequestException")
	_, err = client.DisassociateHoursOfOperations(t.Context(), &connect.DisassociateHoursOfOperationsInput{
		InstanceId: instance, HoursOfOperationId: child, ParentHoursOfOperationIds: []string{aws.ToString(parent)},
	})
	must(t, err)
	_, err = client.DeleteHoursOfOperation(t.Context(), &connect.DeleteHoursOfOperationInput{InstanceId: instance, HoursOfOperationId: parent})
	must(t, err)
}
