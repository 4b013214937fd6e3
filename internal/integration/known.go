package integration

// KnowsFunction reports whether a flow that names the function reaches one, be it
// by a pattern.
func (s *Set) KnowsFunction(name string) bool { return s.Functions.Knows(name) }

// KnowsBot reports whether a flow that names the bot reaches one.
func (s *Set) KnowsBot(name string) bool { return s.Bots.Knows(name) }

// FunctionNames are the functions that the file has by whole name, in no order.
func (s *Set) FunctionNames() []string { return s.Functions.Names() }

// BotNames are the bots that the file has, in no order.
func (s *Set) BotNames() []string { return s.Bots.Names() }
