package e2e

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// What users are good at, with the AWS SDK for Go v2.
func TestGoSDKProficiencies(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	name := aws.String(fmt.Sprint("language ", flowsMade.Add(1)))
	values := func(list ...string) types.PredefinedAttributeValues {
		return &types.PredefinedAttributeValuesMemberStringList{Value: list}
	}
	_, err := client.CreatePredefinedAttribute(t.Context(), &connect.CreatePredefinedAttributeInput{InstanceId: instance, Name: name, Values: values("de")})
	must(t, err)
	_, err = client.CreatePredefinedAttribute(t.Context(), &connect.CreatePredefinedAttributeInput{InstanceId: instance, Name: name, Values: values("de")})
	wantCode(t, err, "DuplicateResourceException")
	_, err = client.UpdatePredefinedAttribute(t.Context(), &connect.UpdatePredefinedAttributeInput{
		InstanceId: instance, Name: name, Values: values("de", "fr"), Purposes: []string{"routing"},
	})
	must(t, err)
	described, err := client.DescribePredefinedAttribute(t.Context(), &connect.DescribePredefinedAttributeInput{InstanceId: instance, Name: name})
	must(t, err)
	if list, ok := described.PredefinedAttribute.Values.(*types.PredefinedAttributeValuesMemberStringList); !ok || len(list.Value) != 2 || len(described.PredefinedAttribute.Purposes) != 1 {
		t.Errorf("got %+v, want two values and a purpose", described.PredefinedAttribute)
	}
	listed := false
	pages := connect.NewListPredefinedAttributesPaginator(client, &connect.ListPredefinedAttributesInput{InstanceId: instance, MaxResults: aws.Int32(1)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		must(t, err)
		for _, a := range page.PredefinedAttributeSummaryList {
			listed = listed || aws.ToString(a.Name) == *name
		}
	}
	found, err := client.SearchPredefinedAttributes(t.Context(), &connect.SearchPredefinedAttributesInput{
		InstanceId:     instance,
		SearchCriteria: &types.PredefinedAttributeSearchCriteria{StringCondition: &types.StringCondition{FieldName: aws.String("name"), Value: name, ComparisonType: types.StringComparisonTypeExact}},
	})
	must(t, err)
	if !listed || len(found.PredefinedAttributes) != 1 {
		t.Errorf("got listed %v and %d found, want the attribute", listed, len(found.PredefinedAttributes))
	}

	agent, _ := user(t, client, instance, "polyglot")
	level := func(value string, level float32) []types.UserProficiency {
		return []types.UserProficiency{{AttributeName: name, AttributeValue: aws.String(value), Level: aws.Float32(level)}}
	}
	_, err = client.AssociateUserProficiencies(t.Context(), &connect.AssociateUserProficienciesInput{InstanceId: instance, UserId: agent, UserProficiencies: level("it", 3)})
	wantCode(t, err, "ResourceNotFoundException")
	_, err = client.AssociateUserProficiencies(t.Context(), &connect.AssociateUserProficienciesInput{InstanceId: instance, UserId: agent, UserProficiencies: append(level("de", 3), level("fr", 1)...)})
	must(t, err)
	_, err = client.UpdateUserProficiencies(t.Context(), &connect.UpdateUserProficienciesInput{InstanceId: instance, UserId: agent, UserProficiencies: level("de", 5)})
	must(t, err)
	_, err = client.DisassociateUserProficiencies(t.Context(), &connect.DisassociateUserProficienciesInput{
		InstanceId: instance, UserId: agent, UserProficiencies: []types.UserProficiencyDisassociate{{AttributeName: name, AttributeValue: aws.String("fr")}},
	})
	must(t, err)
	has, err := client.ListUserProficiencies(t.Context(), &connect.ListUserProficienciesInput{InstanceId: instance, UserId: agent})
	must(t, err)
	if l := has.UserProficiencyList; len(l) != 1 || aws.ToString(l[0].AttributeValue) != "de" || aws.ToFloat32(l[0].Level) != 5 {
		t.Errorf("got %+v, want German at level 5", l)
	}
	masters, err := client.SearchUsers(t.Context(), &connect.SearchUsersInput{
		InstanceId: instance,
		SearchCriteria: &types.UserSearchCriteria{ListCondition: &types.ListCondition{TargetListType: types.TargetListTypeProficiencies, Conditions: []types.Condition{
			{StringCondition: &types.StringCondition{FieldName: aws.String("name"), Value: name, ComparisonType: types.StringComparisonTypeExact}},
			{NumberCondition: &types.NumberCondition{FieldName: aws.String("level"), MinValue: aws.Int32(4), ComparisonType: types.NumberComparisonTypeGreaterOrEqual}},
		}}},
	})
	must(t, err)
	if len(masters.Users) != 1 || aws.ToString(masters.Users[0].Id) != *agent {
		t.Errorf("SearchUsers: got %d, want the one who masters it", len(masters.Users))
	}
	_, err = client.DeletePredefinedAttribute(t.Context(), &connect.DeletePredefinedAttributeInput{InstanceId: instance, Name: name})
	wantCode(t, err, "ResourceInUseException")
	_, err = client.DeleteUser(t.Context(), &connect.DeleteUserInput{InstanceId: instance, UserId: agent})
	must(t, err)
	_, err = client.DeletePredefinedAttribute(t.Context(), &connect.DeletePredefinedAttributeInput{InstanceId: instance, Name: name})
	must(t, err)
}

// Settings of users for single channels, with the AWS SDK for Go v2.
func TestGoSDKUserConfig(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	agent, _ := user(t, client, instance, "configured")
	_, err := client.UpdateUserConfig(t.Context(), &connect.UpdateUserConfigInput{InstanceId: instance, UserId: agent})
	wantCode(t, err, "InvalidParameterException")
	_, err = client.UpdateUserConfig(t.Context(), &connect.UpdateUserConfigInput{
		InstanceId: instance, UserId: agent,
		AutoAcceptConfigs: []types.AutoAcceptConfig{{Channel: types.ChannelTask, AutoAccept: true}},
		AfterContactWorkConfigs: []types.AfterContactWorkConfigPerChannel{{
			Channel: types.ChannelChat, AfterContactWorkConfig: &types.AfterContactWorkConfig{AfterContactWorkTimeLimit: 60},
		}},
	})
	must(t, err)
	described, err := client.DescribeUser(t.Context(), &connect.DescribeUserInput{InstanceId: instance, UserId: agent})
	must(t, err)
	if u := described.User; len(u.AutoAcceptConfigs) != 1 || u.AutoAcceptConfigs[0].Channel != types.ChannelTask ||
		len(u.AfterContactWorkConfigs) != 1 || u.AfterContactWorkConfigs[0].AfterContactWorkConfig.AfterContactWorkTimeLimit != 60 {
		t.Errorf("got %+v, want the settings that were given, and no other", u)
	}
}
