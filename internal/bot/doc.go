// Package bot is one turn of a conversation with a bot: what the customer wrote
// goes in, what the bot says and what it understood comes out.
//
// It owns the form of a turn and of its answer, which is that of Amazon Lex V2,
// and finds the bot that a name stands for. The bots themselves are providers:
// internal/bot/lex speaks to Lex and to code hooks over HTTP, internal/bot/builtin
// plays a bot from a file.
//
// What must stay true: a bot keeps nothing here. What it has to remember between
// turns travels in [Answer.State] to the caller and back in [Turn.State], so that
// any node can take the next turn, and one that is taken twice gives the same
// answer. A turn ends within [TurnLimit]. The text of customers is in no error.
//
// It imports internal/outside, and no other part of the program.
package bot
