package e2e

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
)

// TestGoSDKApprovedOrigins plays what an administrator does before pages of another
// site frame the agents' desk.
func TestGoSDKApprovedOrigins(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	list := func(want ...string) {
		t.Helper()
		var got []string
		pages := connect.NewListApprovedOriginsPaginator(client, &connect.ListApprovedOriginsInput{InstanceId: instance, MaxResults: aws.Int32(1)})
		for pages.HasMorePages() {
			page, err := pages.NextPage(t.Context())
			must(t, err)
			got = append(got, page.Origins...)
		}
		if !slices.Equal(got, want) {
			t.Errorf("ListApprovedOrigins: got %v, want %v", got, want)
		}
	}
	list()
	for _, origin := range []string{"https://crm.example", "https://desk.example:8443"} {
		_, err := client.AssociateApprovedOrigin(t.Context(), &connect.AssociateApprovedOriginInput{InstanceId: instance, Origin: aws.String(origin)})
		must(t, err)
		_, err = client.AssociateApprovedOrigin(t.Context(), &connect.AssociateApprovedOriginInput{InstanceId: instance, Origin: aws.String(origin)})
		wantCode(t, err, "ResourceConflictException")
	}
	_, err := client.AssociateApprovedOrigin(t.Context(), &connect.AssociateApprovedOriginInput{InstanceId: instance, Origin: aws.String("https://*.example")})
	wantCode(t, err, "InvalidParameterException")
	list("https://crm.example", "https://desk.example:8443")
	_, err = client.DisassociateApprovedOrigin(t.Context(), &connect.DisassociateApprovedOriginInput{InstanceId: instance, Origin: aws.String("https://crm.example")})
	must(t, err)
	list("https://desk.example:8443")
	_, err = client.DisassociateApprovedOrigin(t.Context(), &connect.DisassociateApprovedOriginInput{InstanceId: instance, Origin: aws.String("https://crm.example")})
	wantCode(t, err, "ResourceNotFoundException")
}
