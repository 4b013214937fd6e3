package connectsvc

// Outside tells what the operator has said that flows can reach.
type Outside interface {
	// KnowsFunction and KnowsBot report whether a flow that names it reaches one.
	KnowsFunction(name string) bool
	KnowsBot(name string) bool
	// FunctionNames and BotNames are those that are told by their whole names, in no
	// order.
	FunctionNames() []string
	BotNames() []string
}

// shortList is how long a page of a list is that has at most 25 entries when the
// caller does not say. spec: ListLambdaFunctions MaxResults, ListBots MaxResults.
const shortList = 25
