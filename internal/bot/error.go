package bot

import (
	"errors"

	"github.com/rejoin-chat/rejoin/internal/outside"
)

// Why a turn has no answer. An error may also be that of the context.
var (
	ErrUnknown     = outside.ErrUnknown     // there is no such bot
	ErrTimedOut    = outside.ErrTimedOut    // no answer within TurnLimit
	ErrUnavailable = outside.ErrUnavailable // not to be reached, or busy, at every attempt
	ErrRefused     = outside.ErrRefused     // the bot does not take the turn
	ErrTooLarge    = outside.ErrTooLarge    // the answer is larger than is taken
	ErrMalformed   = outside.ErrMalformed   // the answer makes no sense
	// ErrTextTooLong is a text of more than MaxText characters: the bot is not asked.
	ErrTextTooLong = errors.New("the text is longer than a bot takes")
)
