// Package routing is the rules by which waiting contacts and agents find each
// other: what an agent's status and places allow, which contact he is offered, and
// whom a contact is offered to. The rules are pure: agents, waiting contacts and
// the time go in, what is to be done comes out.
//
// # Who gets what
//
// A contact waits in one queue. Agents serve the queues of their routing profile,
// each with a priority and a delay, and their own queue before all others. An agent
// who is routable and has a place free is offered, of the contacts that have waited
// long enough for him, the one of the queue with the best priority in his profile;
// among queues of the same, the contact of the best priority of its own; among
// those the one that has waited longest. Of several agents the longest idle one is
// offered it. A contact with routing criteria is offered only to those who meet the
// step that it is at.
//
// # Places
//
// A contact takes one of the agent's places from the offer on until he clears it,
// also while he missed or rejected it: he sees it, and is not offered it again. What he
// monitors takes none.
//
// The package imports the domain only.
package routing
