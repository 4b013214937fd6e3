package directory_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// Folders that were made before profiles could be managed hold specs like these.
func TestProfilesOfAnOlderFolderAreRead(t *testing.T) {
	d, s := newDirectory(t)
	for id, older := range map[string]struct {
		kind directory.Kind
		spec string
	}{
		directory.AgentProfileID: {directory.KindSecurityProfile, `{"Description":"May take contacts"}`},
		directory.BasicProfileID: {directory.KindRoutingProfile, fmt.Sprintf(`{"Description":"old","ChatConcurrency":2,"DefaultQueueID":%q,"Queues":[{"QueueID":%q,"Priority":1,"DelaySeconds":0}]}`, directory.BasicQueueID, directory.BasicQueueID)},
	} {
		r, err := s.Resource(t.Context(), instance, older.kind.Store, id)
		if err != nil {
			t.Fatal(err)
		}
		r.Spec = json.RawMessage(older.spec)
		if err := s.SaveResource(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	security, err := d.SecurityProfile(t.Context(), instance, directory.AgentProfileID)
	if err != nil || !slices.Contains(security.Spec.Permissions, "BasicAgentAccess") {
		t.Errorf("got permissions %q and error %v, want what agents need", security.Spec.Permissions, err)
	}
	routing, err := d.RoutingProfile(t.Context(), instance, directory.BasicProfileID)
	if err != nil {
		t.Fatal(err)
	}
	channels := routing.Spec.Channels()
	if len(channels) != 1 || channels[0].Channel != "CHAT" || channels[0].Concurrency != 2 || !slices.Equal(routing.Spec.QueueIDs(), []string{directory.BasicQueueID}) {
		t.Errorf("got channels %+v, want two chats at once out of the basic queue", channels)
	}
}

// Quick connects live in one resource with their queue, proficiencies with their user;
// none is lost when several are added at the same time.
func TestWhatIsAddedAtTheSameTimeStays(t *testing.T) {
	d, _ := newDirectory(t)
	const n = 4
	values := make([]string, n)
	for i := range values {
		values[i] = fmt.Sprint("v", i)
	}
	if err := d.CreatePredefinedAttribute(t.Context(), instance, "skill", directory.PredefinedAttributeSpec{Values: values}); err != nil {
		t.Fatal(err)
	}
	q, err := d.CreateQueue(t.Context(), instance, directory.QueueDraft{Name: "claims", Hours: directory.BasicHoursID})
	if err != nil {
		t.Fatal(err)
	}
	u, err := d.CreateUser(t.Context(), instance, directory.UserDraft{Username: "ann", Spec: directory.UserSpec{
		SecurityProfileIDs: []string{directory.AgentProfileID}, RoutingProfileID: directory.BasicProfileID,
	}})
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for i := range n {
		wait.Go(func() {
			c, err := d.CreateQuickConnect(t.Context(), instance, directory.QuickConnectDraft{
				Name: fmt.Sprint("c", i), To: directory.Destination{Type: directory.ToPhone, PhoneNumber: "+4930123"},
			})
			if err == nil {
				err = d.LinkQuickConnects(t.Context(), instance, q.ID, []string{c.ID})
			}
			if err != nil {
				t.Errorf("quick connect %d: %v", i, err)
			}
			if err := d.AddProficiencies(t.Context(), instance, u.ID, []directory.Proficiency{{Attribute: "skill", Value: values[i], Level: i + 1}}); err != nil {
				t.Errorf("proficiency %d: %v", i, err)
			}
		})
	}
	wait.Wait()
	q, err = d.Queue(t.Context(), instance, q.ID)
	if err != nil || len(q.Spec.QuickConnectIDs) != n {
		t.Errorf("got quick connects %q and error %v, want %d", q.Spec.QuickConnectIDs, err, n)
	}
	u, err = d.User(t.Context(), instance, u.ID)
	if err != nil || len(u.Spec.Proficiencies) != n || u.Spec.Proficiencies[n-1].Level != n {
		t.Errorf("got proficiencies %+v and error %v, want %d in order", u.Spec.Proficiencies, err, n)
	}
}

// A concurrency of no chats keeps the queues for when there are some again.
func TestConcurrencyLeavesQueues(t *testing.T) {
	d, _ := newDirectory(t)
	set := func(channel string, concurrency int) {
		t.Helper()
		if err := d.SetConcurrency(t.Context(), instance, directory.BasicProfileID, []directory.ChannelRouting{{Channel: channel, Concurrency: concurrency}}); err != nil {
			t.Fatal(err)
		}
	}
	want := func(chats int) {
		t.Helper()
		p, err := d.RoutingProfile(t.Context(), instance, directory.BasicProfileID)
		if err != nil || p.Spec.ChatConcurrency != chats || len(p.Spec.Queues) != 1 {
			t.Errorf("got %+v and error %v, want %d chats out of a queue", p.Spec, err, chats)
		}
	}
	set("VOICE", 1)
	want(0)
	set("CHAT", 3)
	want(3)
	if err := d.DeleteQueue(t.Context(), instance, directory.BasicQueueID); chat.KindOf(err) != chat.KindInUse {
		t.Errorf("got %v, want KindInUse", err)
	}
}
