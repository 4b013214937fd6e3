package directory_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow/samples"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/sqlite"
)

var names = directory.Names{Region: "eu-west-1", Account: "123456789012"}

// failing is a store that refuses to create resources from the nth on.
type failing struct {
	store.Directory
	left atomic.Int64
}

var errAway = errors.New("the database is away")

func (f *failing) CreateResource(ctx context.Context, r store.Resource) error {
	if f.left.Add(-1) < 0 {
		return errAway
	}
	return f.Directory.CreateResource(ctx, r)
}

// unseeded is a directory over an empty store that creates n resources at most.
func unseeded(t *testing.T, n int64) (*directory.Directory, *failing) {
	t.Helper()
	s, err := sqlite.Open(sqlite.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("closing the store: %v", err)
		}
	})
	f := &failing{Directory: s}
	f.left.Store(n)
	var ids atomic.Int64
	return directory.New(f, clock.System(), names, func() string { return fmt.Sprint("made ", ids.Add(1)) }), f
}

// plenty is more than a seed creates.
const plenty = 1000

// inventory lists what an instance has, as kind, id and name.
func inventory(t *testing.T, s store.Directory) (all []string) {
	t.Helper()
	for _, k := range append(directory.Kinds(), directory.KindInstance) {
		rs, err := s.Resources(t.Context(), instance, k.Store, "", 1000)
		if err != nil {
			t.Fatalf("reading every %s: %v", k.Noun, err)
		}
		for _, r := range rs {
			all = append(all, fmt.Sprintf("%s %s %s rev %d", k.Noun, r.ID, r.Name, r.Revision))
		}
	}
	return all
}

// Front ends and flows name these ids: they are the same in every installation,
// and a change of one breaks somebody.
func TestNewInstanceHasWhatEveryOneStartsWith(t *testing.T) {
	d, f := unseeded(t, plenty)
	if err := d.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	const id = "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000"
	want := []string{
		"contact flow " + id + "501 " + samples.SampleInbound,
		"contact flow " + id + "502 " + samples.SampleDisconnect,
		"contact flow " + id + "503 " + samples.BasicChatDisconnect,
		"contact flow " + id + "511 " + samples.DefaultAgentHold,
		"contact flow " + id + "512 " + samples.DefaultAgentTransfer,
		"contact flow " + id + "513 " + samples.DefaultAgentWhisper,
		"contact flow " + id + "514 " + samples.DefaultCustomerHold,
		"contact flow " + id + "515 " + samples.DefaultCustomerQueue,
		"contact flow " + id + "516 " + samples.DefaultCustomerWhisper,
		"contact flow " + id + "517 " + samples.DefaultOutbound,
		"contact flow " + id + "518 " + samples.DefaultQueueTransfer,
		"queue " + id + "101 BasicQueue",
		"hours of operation " + id + "201 Basic Hours",
		"routing profile " + id + "301 Basic Routing Profile",
		"agent status " + id + "401 Available",
		"agent status " + id + "402 Offline",
		"security profile " + id + "601 Admin",
		"security profile " + id + "602 Agent",
		"security profile " + id + "603 CallCenterManager",
		"security profile " + id + "604 QualityAnalyst",
		"instance " + id + "001 rejoin",
	}
	for i := range want {
		want[i] += " rev 1"
	}
	if got := inventory(t, f); !slices.Equal(got, want) {
		t.Errorf("a new instance has\n%q\nwant\n%q", got, want)
	}
	for _, sample := range samples.All() {
		r, err := f.ResourceByName(t.Context(), instance, directory.KindFlow.Store, sample.Name)
		if err != nil {
			t.Errorf("flow %q: %v", sample.Name, err)
			continue
		}
		run, err := d.Document(t.Context(), instance, r.ID)
		if err != nil || run.Document == nil || run.Type != sample.Type {
			t.Errorf("flow %q: got type %s and error %v, want %s, ready to run", sample.Name, run.Type, err, sample.Type)
			continue
		}
		if kept, err := d.Content(t.Context(), instance, run.ContentID); err != nil || kept != run.Document {
			t.Errorf("flow %q: got error %v, want its content kept", sample.Name, err)
		}
	}
	q, err := d.Queue(t.Context(), instance, directory.BasicQueueID)
	if err != nil || q.Spec.HoursID != directory.BasicHoursID || q.Spec.Disabled {
		t.Errorf("basic queue: got %+v and error %v, want it open in the basic hours", q, err)
	}
}

// Users need security profiles, which the first installations had none of.
func TestAnInstanceWithoutSecurityProfilesGetsThem(t *testing.T) {
	d, f := unseeded(t, plenty)
	if err := d.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := inventory(t, f)
	profiles, _, err := d.SecurityProfiles(t.Context(), instance, "", 10)
	if err != nil || len(profiles) != 4 {
		t.Fatalf("got %d security profiles and error %v, want 4", len(profiles), err)
	}
	remove := func(profiles []directory.SecurityProfile) {
		for _, p := range profiles {
			if err := f.DeleteResource(t.Context(), instance, directory.KindSecurityProfile.Store, p.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	remove(profiles)
	if err := d.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := inventory(t, f); !slices.Equal(got, want) {
		t.Errorf("after a seed the instance has\n%q\nwant\n%q", got, want)
	}
	remove(profiles[1:])
	want = inventory(t, f)
	if err := d.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := inventory(t, f); !slices.Equal(got, want) {
		t.Errorf("with one that was left the instance has\n%q\nwant\n%q", got, want)
	}
}

func TestSeedLeavesChangesAlone(t *testing.T) {
	d, f := unseeded(t, plenty)
	if err := d.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := f.DeleteResource(t.Context(), instance, directory.KindFlow.Store, string(directory.SampleInboundID)); err != nil {
		t.Fatal(err)
	}
	r, err := f.Resource(t.Context(), instance, directory.KindQueue.Store, directory.BasicQueueID)
	if err != nil {
		t.Fatal(err)
	}
	r.Name = "Renamed"
	if err := f.SaveResource(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	before := inventory(t, f)
	if err := d.Seed(t.Context()); err != nil {
		t.Fatalf("a second seed: %v", err)
	}
	if after := inventory(t, f); !slices.Equal(after, before) {
		t.Errorf("after a second seed the instance has\n%q\nwant\n%q", after, before)
	}
}

// A seed that was cut short anywhere is completed by the next.
func TestSeedIsTakenUpWhereItStopped(t *testing.T) {
	whole, f := unseeded(t, plenty)
	if err := whole.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := inventory(t, f)
	for n := range plenty - f.left.Load() {
		d, f := unseeded(t, n)
		if err := d.Seed(t.Context()); !errors.Is(err, errAway) {
			t.Errorf("a seed cut short after %d resources: got error %v, want the store's", n, err)
		}
		f.left.Store(plenty)
		if err := d.Seed(t.Context()); err != nil {
			t.Errorf("the seed after one of %d resources: %v", n, err)
		}
		if got := inventory(t, f); !slices.Equal(got, want) {
			t.Errorf("after a seed of %d resources and another the instance has\n%q\nwant\n%q", n, got, want)
		}
	}
}

// Nodes that start at the same time seed the same store.
func TestConcurrentSeeds(t *testing.T) {
	d, f := unseeded(t, plenty)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if err := d.Seed(t.Context()); err != nil {
				t.Errorf("one of several seeds: %v", err)
			}
		})
	}
	all.Wait()
	if got := len(inventory(t, f)); got != 21 {
		t.Errorf("the instance has %d resources, want 21", got)
	}
}

func TestUnknownInstanceIsNotFound(t *testing.T) {
	d, _ := unseeded(t, 0)
	for _, reference := range []string{"", string(instance), names.Instance(instance), "arn:aws:connect:x"} {
		if _, err := d.Instance(t.Context(), reference); chat.KindOf(err) != chat.KindNotFound {
			t.Errorf("Instance(%q): got error %v, want KindNotFound", reference, err)
		}
	}
}
