package bot

import (
	"errors"
	"regexp"
)

// Alias is a published version of a Lex V2 bot.
type Alias struct{ Region, Account, BotID, AliasID string }

// spec: BotAliasArn (Amazon Lex V2).
var aliasPattern = regexp.MustCompile(`^arn:aws[a-z-]*:lex:([a-z]+(?:-[a-z]+)*-[0-9]+):([0-9]{12}):bot-alias/([0-9a-zA-Z]{1,64})/([0-9a-zA-Z]{1,64})$`)

// ParseAlias reads the ARN of a bot's alias.
func ParseAlias(arn string) (Alias, error) {
	m := aliasPattern.FindStringSubmatch(arn)
	if m == nil {
		return Alias{}, errors.New("want arn:aws:lex:REGION:ACCOUNT:bot-alias/BOT/ALIAS")
	}
	return Alias{m[1], m[2], m[3], m[4]}, nil
}
