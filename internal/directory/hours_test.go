package directory_test

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

func office(t *testing.T, d *directory.Directory) directory.Hours {
	t.Helper()
	h, err := d.CreateHours(t.Context(), instance, directory.HoursDraft{
		Name: "Office", TimeZone: "America/New_York",
		Open: []directory.OpenTime{{Day: time.Monday, Start: 9 * 60, End: 17 * 60}, {Day: time.Friday, Start: 22 * 60, End: 0}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// opens tells for each instant whether hours are open, by their id and their ARN.
func opens(t *testing.T, d *directory.Directory, id string, instants map[string]bool) {
	t.Helper()
	for _, reference := range []string{id, d.Names.Resource(instance, directory.KindHours, id)} {
		h, err := d.Hours(t.Context(), instance, reference)
		if err != nil {
			t.Fatal(err)
		}
		for text, want := range instants {
			at, err := time.Parse(time.RFC3339, text)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := h.Open(at); err != nil || got != want {
				t.Errorf("%s: got %v and error %v, want %v", text, got, err, want)
			}
		}
	}
}

func TestHoursOpen(t *testing.T) {
	d, _ := newDirectory(t)
	opens(t, d, directory.BasicHoursID, map[string]bool{"2026-03-02T00:00:00Z": true, "2026-03-07T23:59:59Z": true})
	opens(t, d, office(t, d).ID, map[string]bool{
		"2026-03-02T14:00:00Z": true, "2026-03-02T13:59:59Z": false, // before the clocks go forward on 8 March
		"2026-03-09T13:00:00Z": true, "2026-03-09T12:59:59Z": false,
		"2026-03-14T03:59:59Z": true, "2026-03-14T04:00:00Z": false,
	})
}

func TestHoursOpenWithOverrides(t *testing.T) {
	d, _ := newDirectory(t)
	h := office(t, d)
	for _, o := range []directory.HoursOverride{
		{Name: "holiday", Type: directory.OverrideStandard, From: "2026-03-09", Till: "2026-03-09"},
		{Name: "break", Type: directory.OverrideClosed, From: "2026-03-16", Till: "2026-03-16",
			Times: []directory.OverrideTime{{Start: new(12 * 60), End: new(13 * 60)}}},
		{Name: "stocktaking", Type: directory.OverrideClosed, From: "2026-01-01", Till: "2026-12-31",
			Recurrence: &directory.Recurrence{Frequency: directory.RecurMonthly, Interval: 1, MonthDay: -1}},
		{Name: "fair", Type: directory.OverrideOpen, From: "2026-01-01", Till: "2030-12-31", Times: []directory.OverrideTime{{Day: new(time.Sunday)}},
			Recurrence: &directory.Recurrence{Frequency: directory.RecurYearly, Interval: 1, Month: 3, Occurrence: 3}},
	} {
		if _, err := d.CreateHoursOverride(t.Context(), instance, h.ID, o); err != nil {
			t.Fatalf("%s: %v", o.Name, err)
		}
	}
	opens(t, d, h.ID, map[string]bool{
		"2026-03-02T15:00:00Z": true, "2026-03-09T15:00:00Z": false,
		"2026-03-16T15:59:00Z": true, "2026-03-16T16:00:00Z": false, "2026-03-16T17:00:00Z": true,
		"2026-08-31T15:00:00Z": false, "2026-08-24T15:00:00Z": true,
		"2026-03-15T15:00:00Z": true, "2026-03-22T15:00:00Z": false,
	})
}

// Folders that were made before hours had overrides hold specs like this.
func TestHoursOfAnOlderFolderAreRead(t *testing.T) {
	d, s := newDirectory(t)
	r, err := s.Resource(t.Context(), instance, directory.KindHours.Store, directory.BasicHoursID)
	if err != nil {
		t.Fatal(err)
	}
	r.Spec = json.RawMessage(`{"Description":"old","TimeZone":"UTC","Open":[{"Day":1,"Start":540,"End":0}]}`)
	if err := s.SaveResource(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	opens(t, d, directory.BasicHoursID, map[string]bool{"2026-03-02T09:00:00Z": true, "2026-03-02T08:59:59Z": false, "2026-03-03T00:00:00Z": false})
}

func TestHoursInAZoneThatIsGone(t *testing.T) {
	d, s := newDirectory(t)
	r, err := s.Resource(t.Context(), instance, directory.KindHours.Store, directory.BasicHoursID)
	if err != nil {
		t.Fatal(err)
	}
	r.Spec = json.RawMessage(`{"TimeZone":"Mars/Olympus"}`)
	if err := s.SaveResource(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	h, err := d.Hours(t.Context(), instance, directory.BasicHoursID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Open(time.Unix(0, 0)); err == nil || chat.KindOf(err) != chat.KindInternal {
		t.Errorf("got %v, want KindInternal", err)
	}
}

func TestHoursInUseStay(t *testing.T) {
	d, _ := newDirectory(t)
	if err := d.DeleteHours(t.Context(), instance, directory.BasicHoursID); chat.KindOf(err) != chat.KindInUse {
		t.Errorf("a queue's: got %v, want KindInUse", err)
	}
	h := office(t, d)
	if err := d.LinkHours(t.Context(), instance, directory.BasicHoursID, []string{h.ID}); err != nil {
		t.Fatal(err)
	}
	if err := d.DeleteHours(t.Context(), instance, h.ID); chat.KindOf(err) != chat.KindInUse {
		t.Errorf("a parent: got %v, want KindInUse", err)
	}
	if err := d.UnlinkHours(t.Context(), instance, directory.BasicHoursID, []string{h.ID}); err != nil {
		t.Fatal(err)
	}
	if err := d.DeleteHours(t.Context(), instance, h.ID); err != nil {
		t.Errorf("got %v, want it deleted", err)
	}
	if _, err := d.Hours(t.Context(), instance, h.ID); chat.KindOf(err) != chat.KindNotFound {
		t.Errorf("got %v, want KindNotFound", err)
	}
}

// Overrides live in one resource with their hours; none is lost when several are
// made at the same time, and no two for the same dates.
func TestOverridesMadeAtTheSameTime(t *testing.T) {
	d, _ := newDirectory(t)
	h := office(t, d)
	var wait sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		wait.Go(func() {
			_, errs[i] = d.CreateHoursOverride(t.Context(), instance, h.ID, directory.HoursOverride{
				Name: fmt.Sprint(i), Type: directory.OverrideStandard, From: fmt.Sprintf("2026-01-0%d", i/2+1), Till: fmt.Sprintf("2026-01-0%d", i/2+1),
			})
		})
	}
	wait.Wait()
	made := 0
	for _, err := range errs {
		switch {
		case err == nil:
			made++
		case chat.KindOf(err) != chat.KindRejected:
			t.Errorf("got %v, want KindRejected", err)
		}
	}
	got, err := d.Hours(t.Context(), instance, h.ID)
	if err != nil || made != 2 || len(got.Spec.Overrides) != 2 {
		t.Errorf("got %d made, %+v and error %v, want two, one a day", made, got.Spec.Overrides, err)
	}
}
