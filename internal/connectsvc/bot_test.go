package connectsvc_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

const (
	aliases  = "arn:aws:lex:eu-central-1:123456789012:bot-alias/"
	botPath  = "/instance/" + instance + "/bot"
	botsPath = "/instance/" + instance + "/bots"
)

func newBot(alias string) string { return fmt.Sprintf(`{"LexV2Bot":{"AliasArn":%q}}`, alias) }

func oldBot(name string) string {
	return fmt.Sprintf(`{"LexBot":{"Name":%q,"LexRegion":"eu-west-2"}}`, name)
}

// bots are the bots of a generation: aliases, or names with their regions.
func (s *site) bots(t *testing.T, generation string) []string {
	t.Helper()
	list := read[struct {
		LexBots []struct {
			LexBot   *struct{ Name, LexRegion string }
			LexV2Bot *struct{ AliasArn string }
		}
	}](t, s.call(t, "GET", botsPath+"?lexVersion="+generation, ""))
	var all []string
	for _, b := range list.LexBots {
		switch {
		case b.LexBot != nil:
			all = append(all, b.LexBot.Name+" in "+b.LexBot.LexRegion)
		case b.LexV2Bot != nil:
			all = append(all, b.LexV2Bot.AliasArn)
		}
	}
	return all
}

func TestBotsAreListedByGeneration(t *testing.T) {
	s := newSite(t)
	s.outside.bots = []string{aliases + "FILED/LIVE", "support", strings.Repeat("x", 101)}
	for _, body := range []string{newBot(aliases + "LATER/LIVE"), newBot(aliases + "FILED/LIVE"), oldBot("support")} {
		want(t, s.call(t, "PUT", botPath, body), 200, "")
		want(t, s.call(t, "PUT", botPath, body), 409, "ResourceConflictException")
	}
	if got := s.log.String(); strings.Count(got, "level=WARN") != 1 || !strings.Contains(got, aliases+"LATER/LIVE") {
		t.Errorf("got the log %s, want one warning, of the bot out of reach", got)
	}
	if got, want := s.bots(t, "V2"), []string{aliases + "FILED/LIVE", aliases + "LATER/LIVE", "support"}; !slices.Equal(got, want) {
		t.Errorf("V2: got %v, want %v", got, want)
	}
	if got, want := s.bots(t, "V1"), []string{"support in eu-west-2"}; !slices.Equal(got, want) {
		t.Errorf("V1: got %v, want %v", got, want)
	}
	for _, body := range []string{newBot(aliases + "LATER/LIVE"), newBot(aliases + "FILED/LIVE"), newBot("support"), oldBot("support")} {
		want(t, s.call(t, "POST", botPath, body), 200, "")
		want(t, s.call(t, "POST", botPath, body), 404, "ResourceNotFoundException")
	}
	if got := append(s.bots(t, "V1"), s.bots(t, "V2")...); len(got) > 0 {
		t.Errorf("after the disassociations: got %v, want none", got)
	}
}

func TestBotRefusals(t *testing.T) {
	s := newSite(t)
	s.refuse(t,
		refusal{"V1 out of reach", "PUT", botPath, oldBot("gone"), 400, "InvalidRequestException", "LexBot"},
		refusal{"no alias", "PUT", botPath, newBot("support"), 400, "InvalidRequestException", "LexV2Bot.AliasArn"},
		refusal{"an empty V2", "PUT", botPath, `{"LexV2Bot":{}}`, 400, "InvalidRequestException", "LexV2Bot.AliasArn"},
		refusal{"neither", "PUT", botPath, `{}`, 400, "InvalidRequestException", "exactly one"},
		refusal{"both", "POST", botPath, `{"LexV2Bot":{"AliasArn":"a"},"LexBot":{"Name":"a","LexRegion":"b"}}`, 400, "InvalidRequestException", "exactly one"},
		refusal{"instance", "PUT", "/instance/x/bot", newBot(aliases + "A/B"), 404, "ResourceNotFoundException", "instance"},
		refusal{"list without a generation", "GET", botsPath, "", 400, "InvalidRequestException", "LexVersion"},
		refusal{"list of no instance", "GET", "/instance/x/bots?lexVersion=V2", "", 404, "ResourceNotFoundException", "instance"},
		refusal{"no token of ours", "GET", botsPath + "?lexVersion=V2&nextToken=x", "", 400, "InvalidRequestException", "NextToken"},
	)
}
