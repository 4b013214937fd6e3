package connectsvc

import (
	"context"
	"log/slog"
	"regexp"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// functions serves the functions that are associated with an instance. That is what
// tools do before a flow may use one; here it is kept and listed, and what flows
// reach is up to the operator's file.
type functions struct{ *backend }

// functionARN is a function, its version or alias. spec: FunctionArn (AWS Lambda).
var functionARN = regexp.MustCompile(`^arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:[a-zA-Z0-9_-]{1,64}(:[$a-zA-Z0-9_-]{1,128})?$`)

// maxFunctionName bounds what a list can hold. spec: ListLambdaFunctions
// LambdaFunctions.
const maxFunctionName = 140

// AssociateLambdaFunction keeps a function, also one that flows cannot reach: the
// file may follow later. spec: AssociateLambdaFunction.
func (s functions) AssociateLambdaFunction(ctx context.Context, in *connect.AssociateLambdaFunctionInput) (*connect.AssociateLambdaFunctionOutput, error) {
	name := text(in.FunctionArn)
	reached := s.Outside.KnowsFunction(name)
	if !reached && !functionARN.MatchString(name) {
		return nil, chat.Invalid("FunctionArn", "must be the ARN of a Lambda function, or a name that the integrations file has")
	}
	if err := s.Directory.Associate(ctx, s.function(in.InstanceId, name), text(in.ClientToken)); err != nil {
		return nil, err
	}
	if !reached {
		s.Log.Warn("a function was associated that flows cannot reach: the integrations file does not have it", slog.String("function", name))
	}
	return nil, nil
}

// DisassociateLambdaFunction takes a function out of the list.
// spec: DisassociateLambdaFunction.
func (s functions) DisassociateLambdaFunction(ctx context.Context, in *connect.DisassociateLambdaFunctionInput) (*connect.DisassociateLambdaFunctionOutput, error) {
	return nil, s.Directory.Disassociate(ctx, s.function(in.InstanceId, text(in.FunctionArn)), text(in.ClientToken))
}

// ListLambdaFunctions reads a page of the functions, those of the operator's file
// among them. spec: ListLambdaFunctions.
func (s functions) ListLambdaFunctions(ctx context.Context, in *connect.ListLambdaFunctionsInput) (*connect.ListLambdaFunctionsOutput, error) {
	found, next, err := pageOf(ctx, s.backend, listing{"ListLambdaFunctions", in.InstanceId, in.NextToken, in.MaxResults},
		func(ctx context.Context, instance chat.InstanceID, after string, limit int) ([]string, string, error) {
			return s.Directory.Associations(ctx, directory.KindFunction, instance, s.offered(), after, min(limit, shortList))
		})
	return &connect.ListLambdaFunctionsOutput{LambdaFunctions: append([]string{}, found...), NextToken: next}, err
}

// offered are the functions of the operator's file that a list can hold.
func (s functions) offered() []string {
	return slices.DeleteFunc(s.Outside.FunctionNames(), func(name string) bool { return len(name) > maxFunctionName })
}

func (s functions) function(instance *string, name string) directory.Associable {
	return directory.Associable{
		Kind: directory.KindFunction, ID: name, Member: "FunctionArn",
		Offered: slices.Contains(s.offered(), name), Instance: instanceOf(instance),
	}
}
