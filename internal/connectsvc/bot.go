package connectsvc

import (
	"context"
	"log/slog"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/bot"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// bots serves the bots that are associated with an instance, as functions are.
type bots struct{ *backend }

// maxAlias bounds what a list can hold. spec: LexV2Bot AliasArn.
const maxAlias = 100

// AssociateBot keeps a bot. One of Lex V2 may be out of reach, as a function may;
// one of Lex V1, which has no runtime any more, must have its name in the operator's
// file. spec: AssociateBot.
func (s bots) AssociateBot(ctx context.Context, in *connect.AssociateBotInput) (*connect.AssociateBotOutput, error) {
	a, err := s.bot(in.InstanceId, in.LexBot, in.LexV2Bot)
	if err != nil {
		return nil, err
	}
	reached := in.LexV2Bot == nil || s.Outside.KnowsBot(a.ID)
	if in.LexBot != nil && !s.Outside.KnowsBot(text(in.LexBot.Name)) {
		return nil, chat.Invalid("LexBot", "bots of Lex V1 are out of reach, but for those whose names the integrations file has")
	}
	if _, err := bot.ParseAlias(a.ID); !reached && err != nil {
		return nil, chat.Invalid("LexV2Bot.AliasArn", err.Error()+", or a name that the integrations file has")
	}
	if err := s.Directory.Associate(ctx, a, text(in.ClientToken)); err != nil {
		return nil, err
	}
	if !reached {
		s.Log.Warn("a bot was associated that flows cannot reach: the integrations file does not have it", slog.String("bot", a.ID))
	}
	return nil, nil
}

// DisassociateBot takes a bot out of the list. spec: DisassociateBot.
func (s bots) DisassociateBot(ctx context.Context, in *connect.DisassociateBotInput) (*connect.DisassociateBotOutput, error) {
	a, err := s.bot(in.InstanceId, in.LexBot, in.LexV2Bot)
	if err != nil {
		return nil, err
	}
	return nil, s.Directory.Disassociate(ctx, a, text(in.ClientToken))
}

// ListBots reads a page of the bots of one generation. Those of the operator's file
// are among V2's, under the names by which flows ask for them. spec: ListBots.
func (s bots) ListBots(ctx context.Context, in *connect.ListBotsInput) (*connect.ListBotsOutput, error) {
	instance, err := s.Directory.Instance(ctx, text(in.InstanceId))
	if err != nil {
		return nil, err
	}
	kind, offered := directory.KindBot, s.offered()
	if text(in.LexVersion) == connect.LexVersionV1 {
		kind, offered = directory.KindOldBot, nil
	}
	found, next, err := pageIn(s.backend, listing{"ListBots", nil, in.NextToken, in.MaxResults}, instance.ID+" "+text(in.LexVersion),
		func(page pageRequest) ([]string, string, error) {
			return s.Directory.Associations(ctx, kind, instance.InstanceID, offered, page.after, min(page.limit, shortList))
		})
	config := func(id *string) connect.LexBotConfig {
		if kind == directory.KindOldBot {
			region, name := directory.CutOldBotID(*id)
			return connect.LexBotConfig{LexBot: &connect.LexBot{Name: new(name), LexRegion: new(region)}}
		}
		return connect.LexBotConfig{LexV2Bot: &connect.LexV2Bot{AliasArn: id}}
	}
	return &connect.ListBotsOutput{LexBots: each(found, config), NextToken: next}, err
}

// offered are the bots of the operator's file that a list can hold.
func (s bots) offered() []string {
	return slices.DeleteFunc(s.Outside.BotNames(), func(name string) bool { return len(name) > maxAlias })
}

// bot is what a request names: exactly one bot.
func (s bots) bot(instance *string, old *connect.LexBot, v2 *connect.LexV2Bot) (directory.Associable, error) {
	a := directory.Associable{Kind: directory.KindBot, Instance: instanceOf(instance)}
	switch {
	case (old == nil) == (v2 == nil):
		return a, chat.Invalid("LexV2Bot", "exactly one of LexV2Bot and LexBot must be given")
	case old != nil:
		a.Kind = directory.KindOldBot
		a.ID, a.Member = directory.OldBotID(text(old.LexRegion), text(old.Name)), "LexBot"
	case text(v2.AliasArn) == "":
		return a, chat.Invalid("LexV2Bot.AliasArn", "must be given")
	default:
		a.ID, a.Member = *v2.AliasArn, "LexV2Bot.AliasArn"
		a.Offered = slices.Contains(s.offered(), a.ID)
	}
	return a, nil
}
