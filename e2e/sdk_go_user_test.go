package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// profiles looks up the profiles that an agent of a new instance has.
func profiles(t *testing.T, client *connect.Client, instance *string) (routing *string, security []string) {
	t.Helper()
	routings, err := client.ListRoutingProfiles(t.Context(), &connect.ListRoutingProfilesInput{InstanceId: instance})
	must(t, err)
	listed, err := client.ListSecurityProfiles(t.Context(), &connect.ListSecurityProfilesInput{InstanceId: instance})
	must(t, err)
	for _, p := range listed.SecurityProfileSummaryList {
		if aws.ToString(p.Name) == "Agent" {
			security = append(security, aws.ToString(p.Id))
		}
	}
	for _, p := range routings.RoutingProfileSummaryList {
		if aws.ToString(p.Name) == "Basic Routing Profile" {
			routing = p.Id
		}
	}
	if len(security) != 1 || routing == nil {
		t.Fatalf("got %d security profiles called Agent and the routing profile %v, want one of each", len(security), routing)
	}
	return routing, security
}

// user creates an agent whose name begins as given.
func user(t *testing.T, client *connect.Client, instance *string, name string) (id *string, username string) {
	t.Helper()
	routing, security := profiles(t, client, instance)
	username = fmt.Sprintf("%s-%d", name, flowsMade.Add(1))
	out, err := client.CreateUser(t.Context(), &connect.CreateUserInput{
		InstanceId: instance, Username: aws.String(username), Password: aws.String("Corr3ct-horse"),
		RoutingProfileId: routing, SecurityProfileIds: security, Tags: map[string]string{"name": username},
		IdentityInfo:      &types.UserIdentityInfo{FirstName: aws.String("Ann"), Email: aws.String("ann@example.com")},
		PhoneConfig:       &types.UserPhoneConfig{PhoneType: types.PhoneTypeSoftPhone, AfterContactWorkTimeLimit: 30},
		AutoAcceptConfigs: []types.AutoAcceptConfig{{Channel: types.ChannelChat, AutoAccept: true}},
	})
	must(t, err)
	return out.UserId, username
}

// What an operator does with users, with the AWS SDK for Go v2.
func TestGoSDKUsers(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	id, username := user(t, client, instance, "sdk")
	routing, security := profiles(t, client, instance)

	_, err := client.CreateUser(t.Context(), &connect.CreateUserInput{
		InstanceId: instance, Username: aws.String(username), RoutingProfileId: routing, SecurityProfileIds: security,
	})
	wantCode(t, err, "DuplicateResourceException")
	_, err = client.UpdateUserIdentityInfo(t.Context(), &connect.UpdateUserIdentityInfoInput{
		InstanceId: instance, UserId: id, IdentityInfo: &types.UserIdentityInfo{FirstName: aws.String("Anna"), LastName: aws.String("Lee")},
	})
	must(t, err)
	_, err = client.UpdateUserPhoneConfig(t.Context(), &connect.UpdateUserPhoneConfigInput{
		InstanceId: instance, UserId: id, PhoneConfig: &types.UserPhoneConfig{PhoneType: types.PhoneTypeDeskPhone},
	})
	wantCode(t, err, "InvalidParameterException")
	_, err = client.UpdateUserPhoneConfig(t.Context(), &connect.UpdateUserPhoneConfigInput{
		InstanceId: instance, UserId: id, PhoneConfig: &types.UserPhoneConfig{PhoneType: types.PhoneTypeSoftPhone, AutoAccept: true},
	})
	must(t, err)
	_, err = client.UpdateUserRoutingProfile(t.Context(), &connect.UpdateUserRoutingProfileInput{InstanceId: instance, UserId: id, RoutingProfileId: routing})
	must(t, err)
	_, err = client.UpdateUserSecurityProfiles(t.Context(), &connect.UpdateUserSecurityProfilesInput{InstanceId: instance, UserId: id, SecurityProfileIds: security})
	must(t, err)
	_, err = client.UpdateUserHierarchy(t.Context(), &connect.UpdateUserHierarchyInput{InstanceId: instance, UserId: id, HierarchyGroupId: aws.String("nobody's")})
	wantCode(t, err, "ResourceNotFoundException")

	described, err := client.DescribeUser(t.Context(), &connect.DescribeUserInput{InstanceId: instance, UserId: id})
	must(t, err)
	u := described.User
	if aws.ToString(u.Username) != username || aws.ToString(u.IdentityInfo.FirstName) != "Anna" || u.IdentityInfo.Email != nil ||
		!u.PhoneConfig.AutoAccept || u.PhoneConfig.AfterContactWorkTimeLimit != 0 || len(u.AutoAcceptConfigs) != 0 {
		t.Errorf("got %+v, want the user with the new name and phone", u)
	}
	found, err := client.SearchUsers(t.Context(), &connect.SearchUsersInput{
		InstanceId:     instance,
		SearchCriteria: &types.UserSearchCriteria{StringCondition: &types.StringCondition{FieldName: aws.String("Username"), Value: aws.String(username), ComparisonType: types.StringComparisonTypeExact}},
		SearchFilter:   &types.UserSearchFilter{TagFilter: &types.ControlPlaneTagFilter{TagCondition: &types.TagCondition{TagKey: aws.String("name"), TagValue: aws.String(username)}}},
	})
	must(t, err)
	if len(found.Users) != 1 || aws.ToString(found.Users[0].Id) != aws.ToString(id) {
		t.Errorf("SearchUsers: got %d users, want the one", len(found.Users))
	}
	tags, err := client.ListTagsForResource(t.Context(), &connect.ListTagsForResourceInput{ResourceArn: u.Arn})
	must(t, err)
	if tags.Tags["name"] != username {
		t.Errorf("got tags %v, want those that the user was created with", tags.Tags)
	}
	if got := s.Mentions("Corr3ct-horse", username); len(got) > 0 {
		t.Errorf("the log tells of the user: %q", got)
	}

	_, err = client.DeleteUser(t.Context(), &connect.DeleteUserInput{InstanceId: instance, UserId: id})
	must(t, err)
	_, err = client.DescribeUser(t.Context(), &connect.DescribeUserInput{InstanceId: instance, UserId: id})
	wantCode(t, err, "ResourceNotFoundException")
}

// Each user has a queue, and the profiles that a user is made with can be read.
func TestGoSDKQueuesAndProfilesOfUsers(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	id, _ := user(t, client, instance, "queued")
	listed := false
	users := connect.NewListUsersPaginator(client, &connect.ListUsersInput{InstanceId: instance, MaxResults: aws.Int32(1)})
	for users.HasMorePages() {
		page, err := users.NextPage(t.Context())
		must(t, err)
		for _, u := range page.UserSummaryList {
			listed = listed || aws.ToString(u.Id) == aws.ToString(id)
		}
	}
	if !listed {
		t.Errorf("ListUsers: got no %s", aws.ToString(id))
	}
	var own types.QueueSummary
	queues := connect.NewListQueuesPaginator(client, &connect.ListQueuesInput{InstanceId: instance, QueueTypes: []types.QueueType{types.QueueTypeAgent}, MaxResults: aws.Int32(1)})
	for queues.HasMorePages() {
		page, err := queues.NextPage(t.Context())
		must(t, err)
		for _, q := range page.QueueSummaryList {
			if strings.HasSuffix(aws.ToString(q.Arn), "/queue/agent/"+aws.ToString(id)) {
				own = q
			}
		}
	}
	if own.QueueType != types.QueueTypeAgent || own.Name != nil {
		t.Fatalf("ListQueues: got %+v, want the user's queue, which has no name", own)
	}
	for _, reference := range []*string{own.Id, own.Arn} {
		q, err := client.DescribeQueue(t.Context(), &connect.DescribeQueueInput{InstanceId: instance, QueueId: reference})
		must(t, err)
		if aws.ToString(q.Queue.QueueArn) != aws.ToString(own.Arn) || q.Queue.Status != types.QueueStatusEnabled {
			t.Errorf("DescribeQueue(%s): got %+v, want the user's queue", *reference, q.Queue)
		}
	}

	routing, security := profiles(t, client, instance)
	r, err := client.DescribeRoutingProfile(t.Context(), &connect.DescribeRoutingProfileInput{InstanceId: instance, RoutingProfileId: routing})
	must(t, err)
	if c := r.RoutingProfile.MediaConcurrencies; len(c) != 1 || c[0].Channel != types.ChannelChat || aws.ToInt32(c[0].Concurrency) != 2 ||
		aws.ToInt64(r.RoutingProfile.NumberOfAssociatedUsers) == 0 {
		t.Errorf("got %+v, want two chats at once, and users", r.RoutingProfile)
	}
	p, err := client.DescribeSecurityProfile(t.Context(), &connect.DescribeSecurityProfileInput{InstanceId: instance, SecurityProfileId: aws.String(security[0])})
	must(t, err)
	if aws.ToString(p.SecurityProfile.SecurityProfileName) != "Agent" {
		t.Errorf("got %+v, want the security profile of agents", p.SecurityProfile)
	}
}

// forAgent is a flow that lets its chat wait for one agent.
func forAgent(agent string) string {
	reference, _ := json.Marshal(agent)
	return fmt.Sprintf(`{
  "Version": "2019-10-30", "StartAction": "choose", "Metadata": {"name": "For %s"},
  "Actions": [
    {"Identifier": "choose", "Type": "UpdateContactTargetQueue", "Parameters": {"AgentId": %s},
     "Transitions": {"NextAction": "queue", "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "queue", "Type": "TransferContactToQueue", "Parameters": {},
     "Transitions": {"NextAction": "end", "Errors": [{"NextAction": "end", "ErrorType": "QueueAtCapacity"}, {"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
  ]
}`, agent, reference)
}

// An export names an agent by the user name; the flow is published with the agent's
// ARN and takes a chat to the agent's own queue. Of agents who are not there it
// cannot be published.
func TestFlowNamesAnAgent(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	id, username := user(t, client, instance, "wanted")
	_, err := client.CreateContactFlow(t.Context(), &connect.CreateContactFlowInput{
		InstanceId: instance, Type: types.ContactFlowTypeContactFlow, Name: aws.String(fmt.Sprint("for nobody ", flowsMade.Add(1))), Content: aws.String(forAgent("nobody")),
	})
	wantCode(t, err, "InvalidContactFlowException")

	file := filepath.Join(t.TempDir(), "export.json")
	must(t, os.WriteFile(file, []byte(forAgent(username)), 0o600))
	got, err := rejoin.Run(t.Context(), s.Environment(), "flow", "import", file)
	must(t, err)
	if got.Code != 0 || got.Stderr != "" {
		t.Fatalf("import: got code %d, %s%s", got.Code, got.Stdout, got.Stderr)
	}
	flow := strings.TrimSpace(got.Stdout[strings.LastIndex(got.Stdout, " ")+1:])
	described, err := client.DescribeContactFlow(t.Context(), &connect.DescribeContactFlowInput{InstanceId: instance, ContactFlowId: aws.String(flow)})
	must(t, err)
	if !strings.Contains(aws.ToString(described.ContactFlow.Content), "/agent/"+aws.ToString(id)+`"`) {
		t.Errorf("got %s, want it to name the agent %s", aws.ToString(described.ContactFlow.Content), aws.ToString(id))
	}
	exported, err := rejoin.Run(t.Context(), s.Environment(), "flow", "export", flow)
	must(t, err)
	if !strings.Contains(exported.Stdout, `"displayName":"`+username+`"`) && !strings.Contains(exported.Stdout, `"displayName": "`+username+`"`) {
		t.Errorf("got %s, want an export that tells the agent's name", exported.Stdout)
	}

	chat := start(t, s, func(in *connect.StartChatContactInput) { in.ContactFlowId = aws.String(flow) })
	contact, err := client.DescribeContact(t.Context(), &connect.DescribeContactInput{InstanceId: instance, ContactId: aws.String(chat.ContactID)})
	must(t, err)
	if q := contact.Contact.QueueInfo; q == nil || aws.ToString(q.Id) != "agent/"+aws.ToString(id) {
		t.Errorf("got queue %+v, want the agent's own", q)
	}
}
