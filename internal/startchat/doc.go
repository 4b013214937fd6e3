// Package startchat serves the start-chat endpoint: the small HTTP function that
// every deployment of the published chat front ends has in front of the Connect
// API, because a browser cannot sign a request.
//
// It owns the liberal reading of what those front ends send and the envelope that
// they expect. A request becomes the input of StartChatContact and is validated,
// performed and refused exactly as that operation would.
//
// Invariants:
//   - every answer is JSON in the envelope, with the real status: also refusals
//     of origin, method and size, and panics;
//   - nothing is started for a page whose origin is not allowed, and nobody is
//     signed in because a page says so.
//
// It imports the generated Connect API and its run time; it must not import the
// services, the domain or the store.
package startchat
