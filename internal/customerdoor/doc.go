// Package customerdoor serves the door through which the customer's page starts
// chats and continues its own: a browser can sign no request to the Connect API, and
// must never hold the keys.
//
// It owns who may come in (pages of this very server, and not too often), what they
// may say (a name, and a ticket), and the tickets: an answer has one with which this
// browser, and nobody who merely knows the contact's id, continues the chat once it
// has ended. Which flow a chat begins with is the server's to say. A request becomes
// StartChatContact and is validated and performed exactly as that operation is.
//
// Invariants:
//   - every answer is JSON, also refusals and panics;
//   - nothing is started for a page of another origin, and no past is joined on
//     without a ticket for it;
//   - what a page sends reaches a flow as the customer's name only: attributes,
//     which flows believe, are not taken from it.
//
// It imports the generated Connect API, its run time, tokens, remote and the clock; it must
// not import the services or the store.
package customerdoor
