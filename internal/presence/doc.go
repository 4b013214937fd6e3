// Package presence tells when an agent's page has been gone for too long. Each node
// says of the agents whose pages are with it until when they count as there, in the
// store, a few times in that span and for many agents at once; so it is known whoever
// of the nodes dies, and a page that goes from one node to another is there all the
// time. Any node that finds that an agent's time is over has him lost.
//
// # When nobody is lost
//
// What may be our own fault is not the agents': a node that has just started, that
// was held up, or whose writes failed waits for the whole span before it holds
// anybody lost. So neither a restart of all nodes nor a laptop that slept ends chats.
//
// # What it costs
//
// A fourth of the agents of a node in a quarter of the span, a statement for some
// hundreds of them; and one read every few seconds, from the head of an index.
//
// The package owns Keeper.Run. It imports the store's contract and the clock. It must
// not import the conversation, the gateway or a service: they are given to it.
package presence
