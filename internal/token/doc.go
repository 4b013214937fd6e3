// Package token issues and checks the opaque bearer values that this server gives
// out: participant tokens, connection tokens, the token in a websocket's URL, page
// tokens (NextToken), view tokens, the states that come back from identity providers,
// the tickets with which a browser continues its own chats, the access tokens of
// signed-in users and the errands of their browsers.
//
// A token carries its claims and an HMAC-SHA-256 over them, so that checking one
// needs no storage and any node can do it. What a token cannot know, such as
// whether the chat has ended, its caller asks the store.
//
// Invariants:
//   - the same claims under the same secret give the same token, so a repeated
//     request is answered with an equal value;
//   - each kind has its own key, derived from the secret, so that a token of one
//     kind never passes for another;
//   - a token has one spelling: decoding accepts exactly what issuing writes;
//   - no token is longer than MaxLen.
//
// The claims are readable by whoever holds the token: authenticated, not
// encrypted. They hold ids, times and hashes only, never names, attributes or text.
//
// It imports the standard library and internal/chat, for the names and the form
// of ids. It does not read the clock: callers pass the time.
package token
