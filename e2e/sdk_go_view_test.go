package e2e

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// askingView is the template of a view with an input and an action.
const askingView = `{"Head":{"Title":"Ask"},"Body":[{"_id":"card","Type":"Card","Props":{"Heading":"$.Question","Action":"Chosen"},"Content":[]}]}`

// What a back end does with views, with the AWS SDK for Go v2.
func TestGoSDKViews(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	content := func(template string) *types.ViewInputContent {
		return &types.ViewInputContent{Template: aws.String(template), Actions: []string{"Chosen"}}
	}
	made, err := client.CreateView(t.Context(), &connect.CreateViewInput{
		InstanceId: instance, Name: aws.String("an asking view"), Status: types.ViewStatusSaved, Content: content(askingView),
	})
	must(t, err)
	id := made.View.Id
	_, err = client.DescribeView(t.Context(), &connect.DescribeViewInput{InstanceId: instance, ViewId: id})
	wantCode(t, err, "ResourceNotFoundException")
	_, err = client.UpdateViewContent(t.Context(), &connect.UpdateViewContentInput{
		InstanceId: instance, ViewId: id, Status: types.ViewStatusPublished, Content: content(`{"Body":[]}`),
	})
	wantCode(t, err, "InvalidParameterException")
	_, err = client.UpdateViewContent(t.Context(), &connect.UpdateViewContentInput{
		InstanceId: instance, ViewId: id, Status: types.ViewStatusPublished, Content: content(askingView),
	})
	must(t, err)
	_, err = client.UpdateViewMetadata(t.Context(), &connect.UpdateViewMetadataInput{InstanceId: instance, ViewId: id, Name: aws.String("a view that asks")})
	must(t, err)
	for range 2 { // the second time nothing has changed
		version, err := client.CreateViewVersion(t.Context(), &connect.CreateViewVersionInput{InstanceId: instance, ViewId: id})
		must(t, err)
		if version.View.Version != 1 {
			t.Errorf("got version %d, want 1", version.View.Version)
		}
	}
	first, err := client.DescribeView(t.Context(), &connect.DescribeViewInput{InstanceId: instance, ViewId: aws.String(*id + ":1")})
	must(t, err)
	if v := first.View; aws.ToString(v.Name) != "a view that asks" || !strings.Contains(aws.ToString(v.Content.InputSchema), "Question") {
		t.Errorf("got %q with the schema %s, want the view and its input", aws.ToString(v.Name), aws.ToString(v.Content.InputSchema))
	}
	versions, err := client.ListViewVersions(t.Context(), &connect.ListViewVersionsInput{InstanceId: instance, ViewId: id})
	must(t, err)
	if len(versions.ViewVersionSummaryList) != 1 {
		t.Errorf("got %d versions, want 1", len(versions.ViewVersionSummaryList))
	}
	_, err = client.DeleteViewVersion(t.Context(), &connect.DeleteViewVersionInput{InstanceId: instance, ViewId: id, ViewVersion: aws.Int32(1)})
	must(t, err)
	_, err = client.DeleteView(t.Context(), &connect.DeleteViewInput{InstanceId: instance, ViewId: id})
	must(t, err)

	listed, err := client.ListViews(t.Context(), &connect.ListViewsInput{InstanceId: instance, Type: types.ViewTypeAwsManaged})
	must(t, err)
	var standard []string
	for _, v := range listed.ViewsSummaryList {
		standard = append(standard, aws.ToString(v.Id))
		_, err := client.DescribeView(t.Context(), &connect.DescribeViewInput{InstanceId: instance, ViewId: v.Arn})
		must(t, err)
	}
	wantSame(t, "standard views", standard, []string{"cards", "confirmation", "detail", "form", "list"})
}
