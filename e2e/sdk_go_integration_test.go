package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

const (
	filedFunction = "arn:aws:lambda:eu-central-1:123456789012:function:orders"
	laterFunction = "arn:aws:lambda:eu-central-1:123456789012:function:later"
	filedBot      = "arn:aws:lex:eu-central-1:123456789012:bot-alias/VGKIKY0S9G/TSTALIASID"
	laterBot      = "arn:aws:lex:eu-central-1:123456789012:bot-alias/OTHERBOT00/TSTALIASID"
)

// integrated is a server with a function and two bots in its file.
func integrated(t *testing.T) *rejoin.Server {
	t.Helper()
	folder := t.TempDir()
	for name, content := range map[string]string{
		"bot.yaml": lexBot,
		"integrations.yaml": "bots:\n  " + filedBot + ": {builtin: bot.yaml}\n  concierge: {builtin: bot.yaml}\n" +
			"functions:\n  " + filedFunction + ": {http: {url: 'http://127.0.0.1:1'}}\n",
	} {
		must(t, os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600))
	}
	return rejoin.Start(t, rejoin.Options{Args: []string{"--integrations", filepath.Join(folder, "integrations.yaml")}})
}

// What a tool does with functions, with the AWS SDK for Go v2: it associates them,
// sees them beside those of the operator's file, and takes them out again.
func TestGoSDKFunctions(t *testing.T) {
	t.Parallel()
	s := integrated(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	list := func(want ...string) {
		t.Helper()
		var got []string
		pages := connect.NewListLambdaFunctionsPaginator(client, &connect.ListLambdaFunctionsInput{InstanceId: instance, MaxResults: aws.Int32(1)})
		for pages.HasMorePages() {
			page, err := pages.NextPage(t.Context())
			must(t, err)
			got = append(got, page.LambdaFunctions...)
		}
		if !slices.Equal(got, want) {
			t.Errorf("ListLambdaFunctions: got %v, want %v", got, want)
		}
	}
	list(filedFunction)
	associate := &connect.AssociateLambdaFunctionInput{InstanceId: instance, FunctionArn: aws.String(laterFunction), ClientToken: aws.String("once")}
	for range 2 {
		_, err := client.AssociateLambdaFunction(t.Context(), associate)
		must(t, err)
	}
	associate.ClientToken = nil // the SDK makes one
	_, err := client.AssociateLambdaFunction(t.Context(), associate)
	wantCode(t, err, "ResourceConflictException")
	_, err = client.AssociateLambdaFunction(t.Context(), &connect.AssociateLambdaFunctionInput{InstanceId: instance, FunctionArn: aws.String("later")})
	wantCode(t, err, "InvalidParameterException")
	list(laterFunction, filedFunction)
	for _, arn := range []string{filedFunction, laterFunction} {
		_, err = client.DisassociateLambdaFunction(t.Context(), &connect.DisassociateLambdaFunctionInput{InstanceId: instance, FunctionArn: aws.String(arn)})
		must(t, err)
	}
	list()
	_, err = client.DisassociateLambdaFunction(t.Context(), &connect.DisassociateLambdaFunctionInput{InstanceId: instance, FunctionArn: aws.String(laterFunction)})
	wantCode(t, err, "ResourceNotFoundException")
	if got := s.Mentions(laterFunction); len(got) == 0 {
		t.Error("got no line about the function out of reach")
	}
}

// Bots are associated by alias, those of Lex V1 by a name that the file has.
func TestGoSDKBots(t *testing.T) {
	t.Parallel()
	s := integrated(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	list := func(version types.LexVersion, want ...string) {
		t.Helper()
		var got []string
		pages := connect.NewListBotsPaginator(client, &connect.ListBotsInput{InstanceId: instance, LexVersion: version, MaxResults: aws.Int32(2)})
		for pages.HasMorePages() {
			page, err := pages.NextPage(t.Context())
			must(t, err)
			for _, b := range page.LexBots {
				if b.LexBot != nil {
					got = append(got, aws.ToString(b.LexBot.Name)+" in "+aws.ToString(b.LexBot.LexRegion))
				} else {
					got = append(got, aws.ToString(b.LexV2Bot.AliasArn))
				}
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("ListBots %s: got %v, want %v", version, got, want)
		}
	}
	list(types.LexVersionV2, filedBot, "concierge")
	newer, older := &types.LexV2Bot{AliasArn: aws.String(laterBot)}, &types.LexBot{Name: aws.String("concierge"), LexRegion: aws.String("eu-west-2")}
	_, err := client.AssociateBot(t.Context(), &connect.AssociateBotInput{InstanceId: instance, LexV2Bot: newer})
	must(t, err)
	_, err = client.AssociateBot(t.Context(), &connect.AssociateBotInput{InstanceId: instance, LexV2Bot: newer})
	wantCode(t, err, "ResourceConflictException")
	_, err = client.AssociateBot(t.Context(), &connect.AssociateBotInput{InstanceId: instance, LexBot: older})
	must(t, err)
	_, err = client.AssociateBot(t.Context(), &connect.AssociateBotInput{
		InstanceId: instance, LexBot: &types.LexBot{Name: aws.String("gone"), LexRegion: aws.String("eu-west-2")},
	})
	wantCode(t, err, "InvalidRequestException")
	list(types.LexVersionV2, laterBot, filedBot, "concierge")
	list(types.LexVersionV1, "concierge in eu-west-2")
	for _, in := range []*connect.DisassociateBotInput{{LexV2Bot: newer}, {LexBot: older}} {
		in.InstanceId = instance
		_, err = client.DisassociateBot(t.Context(), in)
		must(t, err)
	}
	list(types.LexVersionV2, filedBot, "concierge")
	list(types.LexVersionV1)
	_, err = client.DisassociateBot(t.Context(), &connect.DisassociateBotInput{InstanceId: instance, LexBot: older})
	wantCode(t, err, "ResourceNotFoundException")
}
