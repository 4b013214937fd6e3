package directory_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/crypto/argon2"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/store"
)

func seededDirectory(t *testing.T) (*directory.Directory, store.Directory) {
	t.Helper()
	d, f := unseeded(t, plenty)
	if err := d.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d, f
}

// agent is a draft that is right in every way.
func agent(name string) directory.UserDraft {
	return directory.UserDraft{Username: name, Spec: directory.UserSpec{
		SecurityProfileIDs: []string{directory.AgentProfileID}, RoutingProfileID: directory.BasicProfileID,
	}}
}

func TestAUserHasAQueue(t *testing.T) {
	d, _ := seededDirectory(t)
	draft := agent("ann")
	draft.Tags = map[string]string{"team": "a"}
	u, err := d.CreateUser(t.Context(), instance, draft)
	if err != nil {
		t.Fatal(err)
	}
	for _, reference := range []string{u.ID, names.Resource(instance, directory.KindUser, u.ID)} {
		got, err := d.User(t.Context(), instance, reference)
		if err != nil || !reflect.DeepEqual(got, u) {
			t.Errorf("User(%q): got %+v and error %v, want %+v", reference, got, err, u)
		}
	}
	id := directory.OwnQueueID(chat.UserID(u.ID))
	arn := names.Resource(instance, directory.KindQueue, string(id))
	if want := names.Instance(instance) + "/queue/agent/" + u.ID; arn != want {
		t.Errorf("got the queue's ARN %s, want %s", arn, want)
	}
	if got := directory.OwnerOf(id); string(got) != u.ID {
		t.Errorf("OwnerOf(%q) = %q, want %q", id, got, u.ID)
	}
	for _, reference := range []string{string(id), arn} {
		q, err := d.Queue(t.Context(), instance, reference)
		if err != nil || q.ID != string(id) || q.Name != "" || !reflect.DeepEqual(q.Spec, directory.QueueSpec{MaxContacts: 10}) || len(q.Tags) > 0 {
			t.Errorf("Queue(%q): got %+v and error %v, want an open queue for 10 contacts, without a name", reference, q, err)
		}
	}
	// It is no resource, so no tags can be put to it.
	if err := d.Tag(t.Context(), arn, map[string]string{"a": "b"}); chat.KindOf(err) != chat.KindNotFound {
		t.Errorf("a tag on the queue: got error %v, want KindNotFound", err)
	}
	if err := d.DeleteUser(t.Context(), instance, u.ID); err != nil {
		t.Fatal(err)
	}
	for _, reference := range []string{string(id), arn, "agent/", "agent/x", u.ID} {
		if _, err := d.Queue(t.Context(), instance, reference); chat.KindOf(err) != chat.KindNotFound || !strings.Contains(err.Error(), "queue") {
			t.Errorf("Queue(%q) without the user: got error %v, want KindNotFound of a queue", reference, err)
		}
	}
	if _, err := d.User(t.Context(), instance, u.ID); chat.KindOf(err) != chat.KindNotFound {
		t.Errorf("got error %v, want KindNotFound", err)
	}
	if got := directory.OwnerOf(chat.QueueID(directory.BasicQueueID)); got != "" {
		t.Errorf("OwnerOf of the basic queue: got %q, want none", got)
	}
}

func TestAPasswordIsKeptAsItsHash(t *testing.T) {
	d, f := seededDirectory(t)
	draft := agent("ann")
	draft.Password = "Corr3ct-horse"
	u, err := d.CreateUser(t.Context(), instance, draft)
	if err != nil {
		t.Fatal(err)
	}
	r, err := f.Resource(t.Context(), instance, directory.KindUser.Store, u.ID)
	if err != nil || strings.Contains(string(r.Spec), draft.Password) {
		t.Errorf("got %s and error %v, want no password", r.Spec, err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		if shown := fmt.Sprintf(verb, u); strings.Contains(shown, "argon2id") {
			t.Errorf("%s shows %s", verb, shown)
		}
	}
	var version, memory, time, threads uint32
	encoded := string(u.Spec.PasswordHash)
	parts := strings.Split(encoded, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		t.Fatalf("got %s, want an encoded argon2id hash", encoded)
	}
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &memory, &time, &threads); err != nil || version != argon2.Version {
		t.Fatalf("%s: got error %v, want version and costs", encoded, err)
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		t.Fatal(err)
	}
	key := argon2.IDKey([]byte(draft.Password), salt, time, memory, uint8(threads), 32)
	if base64.RawStdEncoding.EncodeToString(key) != parts[5] {
		t.Errorf("%s is not the hash of the password", encoded)
	}
	draft.Username = "bob"
	if other, err := d.CreateUser(t.Context(), instance, draft); err != nil || other.Spec.PasswordHash == u.Spec.PasswordHash {
		t.Errorf("got error %v and the same hash for two users, want salt", err)
	}
	// Changes keep it.
	if err := d.SetUserIdentity(t.Context(), instance, u.ID, directory.UserIdentity{FirstName: "Ann"}); err != nil {
		t.Fatal(err)
	}
	if changed, err := d.User(t.Context(), instance, u.ID); err != nil || changed.Spec.PasswordHash != u.Spec.PasswordHash || changed.Spec.FirstName != "Ann" {
		t.Errorf("got another hash or name, error %v", err)
	}
}

func TestWhatIsNoUserIsRefused(t *testing.T) {
	d, _ := seededDirectory(t)
	if _, err := d.CreateUser(t.Context(), instance, agent("ann")); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name   string
		break_ func(*directory.UserDraft)
		kind   chat.Kind
		member string
	}{
		{"a name that is taken", func(u *directory.UserDraft) { u.Username = "ann" }, chat.KindDuplicate, "Username"},
		{"a space in the name", func(u *directory.UserDraft) { u.Username = "b b" }, chat.KindInvalid, "Username"},
		{"another alphabet", func(u *directory.UserDraft) { u.Username = "борис" }, chat.KindInvalid, "Username"},
		{"no address", func(u *directory.UserDraft) { u.Spec.Email = "b@" }, chat.KindInvalid, "IdentityInfo.Email"},
		{"no second address", func(u *directory.UserDraft) { u.Spec.SecondaryEmail = "a b@c" }, chat.KindInvalid, "IdentityInfo.SecondaryEmail"},
		{"a desk without a phone", func(u *directory.UserDraft) { u.Spec.PhoneConfig.PhoneType = "DESK_PHONE" }, chat.KindInvalid, "PhoneConfig.DeskPhoneNumber"},
		{"an unknown routing profile", func(u *directory.UserDraft) { u.Spec.RoutingProfileID = "x" }, chat.KindNotFound, "RoutingProfileId"},
		{"an unknown security profile", func(u *directory.UserDraft) {
			u.Spec.SecurityProfileIDs = []string{directory.AdminProfileID, directory.BasicProfileID}
		}, chat.KindNotFound, "SecurityProfileIds"},
		{"a hierarchy group", func(u *directory.UserDraft) { u.Spec.HierarchyGroupID = "g" }, chat.KindNotFound, "HierarchyGroupId"},
	} {
		t.Run(test.name, func(t *testing.T) {
			draft := agent("bob")
			test.break_(&draft)
			_, err := d.CreateUser(t.Context(), instance, draft)
			var got *chat.Error
			if !errors.As(err, &got) || got.Kind != test.kind || got.Member != test.member {
				t.Errorf("got %v, want %v about %s", err, test.kind, test.member)
			}
		})
	}
	if users, next, err := d.Users(t.Context(), instance, "", 10); err != nil || next != "" || len(users) != 1 {
		t.Errorf("got %d users and error %v, want the one that was there", len(users), err)
	}
	if _, err := d.CreateUser(t.Context(), "elsewhere", agent("bob")); chat.KindOf(err) != chat.KindNotFound {
		t.Errorf("another instance: got %v, want KindNotFound", err)
	}
	draft := agent(`CORP\b.o-b_1@example.com`)
	draft.Spec.SecurityProfileIDs = []string{directory.AdminProfileID, names.Resource(instance, directory.KindSecurityProfile, directory.AdminProfileID)}
	draft.Spec.RoutingProfileID = names.Resource(instance, directory.KindRoutingProfile, directory.BasicProfileID)
	draft.Spec.Email = "bob@example.com"
	u, err := d.CreateUser(t.Context(), instance, draft)
	if err != nil || len(u.Spec.SecurityProfileIDs) != 1 || u.Spec.RoutingProfileID != directory.BasicProfileID {
		t.Errorf("got %+v and error %v, want ids of profiles, each once", u, err)
	}
}

func TestAFlowThatNamesAnAgentIsPublishedWhenThereIsOne(t *testing.T) {
	d, _ := seededDirectory(t)
	u, err := d.CreateUser(t.Context(), instance, agent("ann"))
	if err != nil {
		t.Fatal(err)
	}
	publish := func(name, parameters string) error {
		content := fmt.Sprintf(`{"Version":"2019-10-30","StartAction":"a","Actions":[
			{"Identifier":"a","Type":"UpdateContactTargetQueue","Parameters":%s,"Transitions":{"NextAction":"b","Errors":[{"NextAction":"b","ErrorType":"NoMatchingError"}]}},
			{"Identifier":"b","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`, parameters)
		_, err := d.CreateFlow(t.Context(), instance, directory.FlowDraft{Name: name, Type: flow.TypeContactFlow, Content: content, Publish: true})
		return err
	}
	queue := names.Resource(instance, directory.KindQueue, string(directory.OwnQueueID(chat.UserID(u.ID))))
	for i, good := range []string{
		`{"AgentId":"` + u.ID + `"}`, `{"AgentId":"` + names.Resource(instance, directory.KindUser, u.ID) + `"}`,
		`{"AgentId":"$.Attributes.agent"}`, `{"QueueId":"` + queue + `"}`,
	} {
		if err := publish(fmt.Sprint("good ", i), good); err != nil {
			t.Errorf("%s: got error %v, want it published", good, err)
		}
	}
	for i, bad := range []string{
		`{"AgentId":"ann"}`, `{"AgentId":"` + directory.BasicQueueID + `"}`, `{"AgentId":"` + queue + `"}`, `{"QueueId":"agent/x"}`,
		`{"AgentId":"` + names.Resource("elsewhere", directory.KindUser, u.ID) + `"}`,
	} {
		var refused *chat.Error
		if err := publish(fmt.Sprint("bad ", i), bad); !errors.As(err, &refused) || len(refused.Problems) != 1 || !strings.Contains(refused.Problems[0], "does not exist") {
			t.Errorf("%s: got error %v, want a problem about what does not exist", bad, err)
		}
	}
}
