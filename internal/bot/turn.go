package bot

import "encoding/json"

// MaxText is how many characters a bot is told at most.
// spec: RecognizeText text (Amazon Lex V2).
const MaxText = 1024

// DefaultLocale is the locale of a turn that names none.
const DefaultLocale = "en_US"

// Turn is what a customer says to a bot.
type Turn struct {
	// Bot is the ARN of a bot alias, arn:aws:lex:REGION:ACCOUNT:bot-alias/BOT/ALIAS,
	// or a name of the configuration.
	Bot string
	// SessionID is the conversation with the bot; the same in all its turns.
	// spec: RecognizeText sessionId, 2 to 100 of [0-9a-zA-Z._:-].
	SessionID string
	LocaleID  string // such as de_DE; "" is DefaultLocale
	Text      string // 1 to MaxText characters
	// SessionAttributes are those of the last answer, or at first those that the
	// flow sets. Nil leaves to the bot what it has.
	SessionAttributes map[string]string
	// Key is the same whenever this turn is taken again.
	Key string
	// State is that of the last answer; nil in the first turn.
	State json.RawMessage
}
