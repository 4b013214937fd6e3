package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// A back end moves a contact that waits in a queue, with the AWS SDK for Go v2.
func TestGoSDKRoutingData(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	d := start(t, s)
	update := func(change func(*connect.UpdateContactRoutingDataInput)) error {
		in := &connect.UpdateContactRoutingDataInput{InstanceId: instance, ContactId: aws.String(d.ContactID)}
		change(in)
		_, err := client.UpdateContactRoutingData(t.Context(), in)
		return err
	}
	must(t, update(func(in *connect.UpdateContactRoutingDataInput) { in.QueuePriority = aws.Int64(2) }))
	expression := &types.Expression{OrExpression: []types.Expression{
		{AttributeCondition: &types.AttributeCondition{
			Name: aws.String("Language"), Value: aws.String("French"),
			ComparisonOperator: aws.String("NumberGreaterOrEqualTo"), ProficiencyLevel: aws.Float32(3.5),
		}},
		{AttributeCondition: &types.AttributeCondition{
			ComparisonOperator: aws.String("Match"),
			MatchCriteria:      &types.MatchCriteria{AgentsCriteria: &types.AgentsCriteria{AgentIds: []string{"an-agent"}}},
		}},
	}}
	must(t, update(func(in *connect.UpdateContactRoutingDataInput) {
		in.QueueTimeAdjustmentSeconds = aws.Int32(600)
		in.RoutingCriteria = &types.RoutingCriteriaInput{Steps: []types.RoutingCriteriaInputStep{{
			Expiry: &types.RoutingCriteriaInputStepExpiry{DurationInSeconds: aws.Int32(3600)}, Expression: expression,
		}}}
	}))
	c := describe(t, client, instance, d.ContactID)
	if aws.ToInt64(c.QueuePriority) != 2 || aws.ToInt32(c.QueueTimeAdjustmentSeconds) != 600 {
		t.Errorf("got priority %v and adjustment %v, want 2 and 600", aws.ToInt64(c.QueuePriority), aws.ToInt32(c.QueueTimeAdjustmentSeconds))
	}
	if c.RoutingCriteria == nil || len(c.RoutingCriteria.Steps) != 1 || c.RoutingCriteria.ActivationTimestamp == nil {
		t.Fatalf("got routing criteria %+v, want a step that is active", c.RoutingCriteria)
	}
	step := c.RoutingCriteria.Steps[0]
	first, second := step.Expression.OrExpression[0].AttributeCondition, step.Expression.OrExpression[1].AttributeCondition
	if step.Status != types.RoutingCriteriaStepStatusActive || aws.ToInt32(step.Expiry.DurationInSeconds) != 3600 ||
		step.Expiry.ExpiryTimestamp.Sub(*c.RoutingCriteria.ActivationTimestamp).Seconds() != 3600 {
		t.Errorf("got step %+v, want one that is active for an hour", step)
	}
	if aws.ToString(first.Name) != "Language" || aws.ToString(first.Value) != "French" || aws.ToFloat32(first.ProficiencyLevel) != 3.5 ||
		second.MatchCriteria.AgentsCriteria.AgentIds[0] != "an-agent" {
		t.Errorf("got conditions %+v and %+v, want those that were set", first, second)
	}

	wantCode(t, update(func(*connect.UpdateContactRoutingDataInput) {}), "InvalidParameterException")
	wantCode(t, update(func(in *connect.UpdateContactRoutingDataInput) {
		in.QueuePriority, in.QueueTimeAdjustmentSeconds = aws.Int64(1), aws.Int32(1)
	}), "InvalidParameterException")
	wantCode(t, update(func(in *connect.UpdateContactRoutingDataInput) {
		in.ContactId, in.QueuePriority = aws.String("8f0b2a4c-1f5e-4b5e-9f0e-2a6a9f8f0001"), aws.Int64(1)
	}), "ResourceNotFoundException")
	_, err := client.StopContact(t.Context(), &connect.StopContactInput{InstanceId: instance, ContactId: aws.String(d.ContactID)})
	must(t, err)
	wantCode(t, update(func(in *connect.UpdateContactRoutingDataInput) { in.QueuePriority = aws.Int64(1) }), "ResourceConflictException")
}
