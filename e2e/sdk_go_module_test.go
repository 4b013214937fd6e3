package e2e

import (
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// The contents of modules.
const (
	returningModule = `{"Version":"2019-10-30","StartAction":"back","Settings":{"Transitions":[{"ReferenceName":"Done","DisplayName":"Done"}]},` +
		`"Actions":[{"Identifier":"back","Type":"EndFlowModuleExecution","Parameters":{},"Transitions":{}}]}`
	endingModule = `{"Version":"2019-10-30","StartAction":"bye","Actions":[{"Identifier":"bye","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`
	// brokenModule is one that no client may publish.
	brokenModule = `{"Version":"2019-10-30","StartAction":"nowhere","Actions":[]}`
)

// What a back end does with modules, with the AWS SDK for Go v2.
func TestGoSDKModules(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	draft := &connect.CreateContactFlowModuleInput{
		InstanceId: instance, Name: aws.String("a module"), Content: aws.String(returningModule), ClientToken: aws.String("module-token"),
	}
	made, err := client.CreateContactFlowModule(t.Context(), draft)
	must(t, err)
	again, err := client.CreateContactFlowModule(t.Context(), draft)
	must(t, err)
	if aws.ToString(again.Id) != aws.ToString(made.Id) {
		t.Errorf("the same client token: got module %s, want %s", aws.ToString(again.Id), aws.ToString(made.Id))
	}
	_, err = client.UpdateContactFlowModuleMetadata(t.Context(), &connect.UpdateContactFlowModuleMetadataInput{
		InstanceId: instance, ContactFlowModuleId: made.Id, Name: aws.String("renamed module"), State: types.ContactFlowModuleStateArchived,
	})
	must(t, err)
	_, err = client.UpdateContactFlowModuleContent(t.Context(), &connect.UpdateContactFlowModuleContentInput{
		InstanceId: instance, ContactFlowModuleId: made.Arn, Content: aws.String(brokenModule),
	})
	var invalid *types.InvalidContactFlowModuleException
	if !errors.As(err, &invalid) || len(invalid.Problems) == 0 {
		t.Errorf("a broken module: got %v, want InvalidContactFlowModuleException with problems", err)
	}
	listed, err := client.ListContactFlowModules(t.Context(), &connect.ListContactFlowModulesInput{
		InstanceId: instance, ContactFlowModuleState: types.ContactFlowModuleStateArchived,
	})
	must(t, err)
	if len(listed.ContactFlowModulesSummaryList) != 1 || aws.ToString(listed.ContactFlowModulesSummaryList[0].Name) != "renamed module" {
		t.Errorf("ListContactFlowModules: got %d archived modules, want the renamed one", len(listed.ContactFlowModulesSummaryList))
	}
	found, err := client.SearchContactFlowModules(t.Context(), &connect.SearchContactFlowModulesInput{
		InstanceId: instance,
		SearchCriteria: &types.ContactFlowModuleSearchCriteria{StringCondition: &types.StringCondition{
			FieldName: aws.String("name"), Value: aws.String("renamed"), ComparisonType: types.StringComparisonTypeStartsWith,
		}},
	})
	must(t, err)
	if len(found.ContactFlowModules) != 1 || aws.ToString(found.ContactFlowModules[0].Content) != returningModule {
		t.Errorf("SearchContactFlowModules: got %d modules, want the renamed one with its content", len(found.ContactFlowModules))
	}
	_, err = client.DeleteContactFlowModule(t.Context(), &connect.DeleteContactFlowModuleInput{InstanceId: instance, ContactFlowModuleId: made.Id})
	must(t, err)
	_, err = client.DescribeContactFlowModule(t.Context(), &connect.DescribeContactFlowModuleInput{InstanceId: instance, ContactFlowModuleId: made.Id})
	wantCode(t, err, "ResourceNotFoundException")
}

// Versions keep what a module was, and an alias moves from one to another.
func TestGoSDKModuleVersionsAndAliases(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	made, err := client.CreateContactFlowModule(t.Context(), &connect.CreateContactFlowModuleInput{
		InstanceId: instance, Name: aws.String("versioned module"), Content: aws.String(returningModule),
	})
	must(t, err)
	id := made.Id
	for _, next := range []string{endingModule, returningModule} {
		_, err := client.CreateContactFlowModuleVersion(t.Context(), &connect.CreateContactFlowModuleVersionInput{InstanceId: instance, ContactFlowModuleId: id})
		must(t, err)
		_, err = client.UpdateContactFlowModuleContent(t.Context(), &connect.UpdateContactFlowModuleContentInput{
			InstanceId: instance, ContactFlowModuleId: id, Content: aws.String(next),
		})
		must(t, err)
	}
	alias, err := client.CreateContactFlowModuleAlias(t.Context(), &connect.CreateContactFlowModuleAliasInput{
		InstanceId: instance, ContactFlowModuleId: id, ContactFlowModuleVersion: aws.Int64(1), AliasName: aws.String("live"),
	})
	must(t, err)
	content := func(suffix string) string {
		t.Helper()
		out, err := client.DescribeContactFlowModule(t.Context(), &connect.DescribeContactFlowModuleInput{
			InstanceId: instance, ContactFlowModuleId: aws.String(*id + suffix),
		})
		must(t, err)
		return aws.ToString(out.ContactFlowModule.Content)
	}
	if content(":live") != returningModule || content(":2") != endingModule {
		t.Errorf("got other contents than those of the versions")
	}
	_, err = client.UpdateContactFlowModuleAlias(t.Context(), &connect.UpdateContactFlowModuleAliasInput{
		InstanceId: instance, ContactFlowModuleId: id, AliasId: alias.Id, ContactFlowModuleVersion: aws.Int64(2),
	})
	must(t, err)
	if content(":live") != endingModule {
		t.Errorf("the alias did not move to version 2")
	}
	described, err := client.DescribeContactFlowModuleAlias(t.Context(), &connect.DescribeContactFlowModuleAliasInput{
		InstanceId: instance, ContactFlowModuleId: id, AliasId: alias.Id,
	})
	must(t, err)
	if a := described.ContactFlowModuleAlias; aws.ToString(a.Name) != "live" || aws.ToInt64(a.Version) != 2 {
		t.Errorf("got alias %q of version %d, want live of 2", aws.ToString(a.Name), aws.ToInt64(a.Version))
	}
	aliases, err := client.ListContactFlowModuleAliases(t.Context(), &connect.ListContactFlowModuleAliasesInput{InstanceId: instance, ContactFlowModuleId: id})
	must(t, err)
	if len(aliases.ContactFlowModuleAliasSummaryList) != 1 {
		t.Errorf("got %d aliases, want 1", len(aliases.ContactFlowModuleAliasSummaryList))
	}
	remove := &connect.DeleteContactFlowModuleVersionInput{InstanceId: instance, ContactFlowModuleId: id, ContactFlowModuleVersion: aws.Int64(2)}
	_, err = client.DeleteContactFlowModuleVersion(t.Context(), remove)
	wantCode(t, err, "InvalidRequestException")
	_, err = client.DeleteContactFlowModuleAlias(t.Context(), &connect.DeleteContactFlowModuleAliasInput{
		InstanceId: instance, ContactFlowModuleId: id, AliasId: alias.Id,
	})
	must(t, err)
	_, err = client.DeleteContactFlowModuleVersion(t.Context(), remove)
	must(t, err)
	versions, err := client.ListContactFlowModuleVersions(t.Context(), &connect.ListContactFlowModuleVersionsInput{InstanceId: instance, ContactFlowModuleId: id})
	must(t, err)
	if l := versions.ContactFlowModuleVersionSummaryList; len(l) != 1 || aws.ToInt64(l[0].Version) != 1 {
		t.Errorf("got %d versions, want the first alone", len(l))
	}
}

// A module's contract stands beside its content, and whoever invokes the module is
// held to it when a flow is published.
func TestGoSDKModuleContracts(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	paying := strings.Replace(returningModule, `"Parameters":{}`, `"Parameters":{"Result":"paid"}`, 1)
	contract := aws.String(`{"input":{"schema":{"type":"object","properties":{"account":{"type":"string"}},"required":["account"]}},` +
		`"transitions":{"results":[{"name":"paid","description":""}]}}`)
	made, err := client.CreateContactFlowModule(t.Context(), &connect.CreateContactFlowModuleInput{
		InstanceId: instance, Name: aws.String("paying module"), Content: aws.String(paying), Settings: contract,
	})
	must(t, err)
	publish := func(name, input, result string) error {
		content := `{"Version":"2019-10-30","StartAction":"pay","Actions":[{"Identifier":"pay","Type":"InvokeFlowModule",` +
			`"Parameters":{"FlowModuleId":"` + *made.Id + `","Input":` + input + `},"Transitions":{"NextAction":"end",` +
			`"Conditions":[{"NextAction":"end","Condition":{"Operator":"Equals","Operands":["` + result + `"]}}],` +
			`"Errors":[{"NextAction":"end","ErrorType":"NoMatchingCondition"},{"NextAction":"end","ErrorType":"NoMatchingError"}]}},` +
			`{"Identifier":"end","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`
		_, err := client.CreateContactFlow(t.Context(), &connect.CreateContactFlowInput{
			InstanceId: instance, Name: aws.String(name), Type: types.ContactFlowTypeContactFlow, Content: aws.String(content),
		})
		return err
	}
	must(t, publish("pays", `{"account":"$.Attributes.account"}`, "paid"))
	var invalid *types.InvalidContactFlowException
	if err := publish("pays wrongly", `{"acount":"1"}`, "Success"); !errors.As(err, &invalid) || len(invalid.Problems) != 3 {
		t.Errorf("a flow that breaks the contract: got %v, want InvalidContactFlowException with three problems", err)
	}
	_, err = client.UpdateContactFlowModuleContent(t.Context(), &connect.UpdateContactFlowModuleContentInput{
		InstanceId: instance, ContactFlowModuleId: made.Id, Settings: aws.String(`{"transitions":{"results":[{"name":"owes"}]}}`),
	})
	var invalidModule *types.InvalidContactFlowModuleException
	if !errors.As(err, &invalidModule) || len(invalidModule.Problems) != 1 {
		t.Errorf("a contract that the content breaks: got %v, want InvalidContactFlowModuleException with one problem", err)
	}
}
