package topic

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/function"
)

// Function invokes a function with the event that SNS has for one. A message was taken
// when the function has returned without an error.
type Function struct {
	Functions *function.Functions
	ARN       string // of the function
}

// Publish implements Provider.
func (f *Function) Publish(ctx context.Context, arn string, m Message) error {
	payload, err := eventOf(arn, m)
	if err != nil {
		return err
	}
	_, err = f.Functions.Invoke(ctx, function.Invocation{ARN: f.ARN, Payload: payload, Limit: function.MaxLimit, Key: m.ID})
	return err
}
