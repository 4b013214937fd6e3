package e2e

import (
	"fmt"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// permissionsOf reads what a security profile permits, in pages.
func permissionsOf(t *testing.T, client *connect.Client, instance, profile *string) (all []string) {
	t.Helper()
	pages := connect.NewListSecurityProfilePermissionsPaginator(client, &connect.ListSecurityProfilePermissionsInput{
		InstanceId: instance, SecurityProfileId: profile, MaxResults: aws.Int32(50),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		must(t, err)
		all = append(all, page.Permissions...)
	}
	return all
}

// What an operator does with security profiles, with the AWS SDK for Go v2.
func TestGoSDKSecurityProfiles(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	name := fmt.Sprint("SDK profile ", flowsMade.Add(1))
	made, err := client.CreateSecurityProfile(t.Context(), &connect.CreateSecurityProfileInput{
		InstanceId: instance, SecurityProfileName: aws.String(name), Permissions: []string{"BasicAgentAccess", "Queues.View"},
		Tags: map[string]string{"name": name}, AllowedAccessControlTags: map[string]string{"team": "a"}, TagRestrictedResources: []string{"User"},
		Applications: []types.Application{{Namespace: aws.String("desk"), ApplicationPermissions: []string{"ACCESS"}}},
	})
	must(t, err)
	id := made.SecurityProfileId
	_, err = client.CreateSecurityProfile(t.Context(), &connect.CreateSecurityProfileInput{InstanceId: instance, SecurityProfileName: aws.String(name)})
	wantCode(t, err, "DuplicateResourceException")
	_, err = client.UpdateSecurityProfile(t.Context(), &connect.UpdateSecurityProfileInput{
		InstanceId: instance, SecurityProfileId: id, Description: aws.String("changed"), Permissions: []string{"Users.View"},
	})
	must(t, err)
	described, err := client.DescribeSecurityProfile(t.Context(), &connect.DescribeSecurityProfileInput{InstanceId: instance, SecurityProfileId: made.SecurityProfileArn})
	must(t, err)
	if p := described.SecurityProfile; aws.ToString(p.SecurityProfileName) != name || aws.ToString(p.Description) != "changed" ||
		p.AllowedAccessControlTags["team"] != "a" || len(p.TagRestrictedResources) != 1 || p.Tags["name"] != name {
		t.Errorf("got %+v, want what was set", p)
	}
	if got := permissionsOf(t, client, instance, id); !slices.Equal(got, []string{"Users.View"}) {
		t.Errorf("got permissions %q, want those of the update", got)
	}
	applications, err := client.ListSecurityProfileApplications(t.Context(), &connect.ListSecurityProfileApplicationsInput{InstanceId: instance, SecurityProfileId: id})
	must(t, err)
	modules, err := client.ListSecurityProfileFlowModules(t.Context(), &connect.ListSecurityProfileFlowModulesInput{InstanceId: instance, SecurityProfileId: id})
	must(t, err)
	if len(applications.Applications) != 1 || len(modules.AllowedFlowModules) != 0 {
		t.Errorf("got applications %+v and modules %+v, want one and none", applications.Applications, modules.AllowedFlowModules)
	}
	found, err := client.SearchSecurityProfiles(t.Context(), &connect.SearchSecurityProfilesInput{
		InstanceId:     instance,
		SearchCriteria: &types.SecurityProfileSearchCriteria{StringCondition: &types.StringCondition{FieldName: aws.String("name"), Value: aws.String(name), ComparisonType: types.StringComparisonTypeExact}},
	})
	must(t, err)
	if len(found.SecurityProfiles) != 1 || aws.ToString(found.SecurityProfiles[0].Id) != *id {
		t.Errorf("SearchSecurityProfiles: got %d, want the one", len(found.SecurityProfiles))
	}

	agent, _ := user(t, client, instance, "secured")
	_, err = client.UpdateUserSecurityProfiles(t.Context(), &connect.UpdateUserSecurityProfilesInput{InstanceId: instance, UserId: agent, SecurityProfileIds: []string{*id}})
	must(t, err)
	_, err = client.DeleteSecurityProfile(t.Context(), &connect.DeleteSecurityProfileInput{InstanceId: instance, SecurityProfileId: id})
	wantCode(t, err, "ResourceInUseException")
	_, err = client.DeleteUser(t.Context(), &connect.DeleteUserInput{InstanceId: instance, UserId: agent})
	must(t, err)
	_, err = client.DeleteSecurityProfile(t.Context(), &connect.DeleteSecurityProfileInput{InstanceId: instance, SecurityProfileId: id})
	must(t, err)
}

// The security profiles of a new instance permit what those of the service do.
func TestGoSDKPermissionsOfANewInstance(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	_, agent := profiles(t, client, instance)
	if got := permissionsOf(t, client, instance, aws.String(agent[0])); !slices.Equal(got, []string{"BasicAgentAccess", "OutboundCallAccess", "TransferDestinations.View"}) {
		t.Errorf("got permissions of agents %q", got)
	}
	listed, err := client.ListSecurityProfiles(t.Context(), &connect.ListSecurityProfilesInput{InstanceId: instance})
	must(t, err)
	for _, p := range listed.SecurityProfileSummaryList {
		if aws.ToString(p.Name) == "Admin" && !slices.Contains(permissionsOf(t, client, instance, p.Id), "SecurityProfiles.Edit") {
			t.Error("got no SecurityProfiles.Edit for administrators")
		}
	}
}
