// Package agentapp is the API through which agents' pages work: their status, the
// contacts that they are offered and have, the places to which they transfer them.
// It is that of Amazon Connect Streams, spoken by its shared worker: POST on one
// path, JSON 1.0, the operation in X-Amz-Target as AmazonConnectCTIService.NAME, the
// caller in X-Amz-Bearer. No model of it is published; what is read and answered
// here is what the published library sends and needs.
//
// It owns the shapes of that wire and the wait for the next snapshot. What an
// operation means is the conversation's: the methods here translate, and every one
// that changes anything may be repeated, as its client does three times.
//
// A snapshot's token is a digest of what the agent sees. So any node answers any
// token, and a request is held exactly as long as there is nothing new to tell. A
// held request is the goroutine that serves it and nothing more: it is woken by the
// broker's events of its agent, and looks into the store by itself only while the
// broker cannot be relied on.
//
// Refusals are 400 with a code: the library never settles a call that is answered
// 403, and takes 401 for the end of the sign-in. Who is no agent gets 403 for
// everything.
//
// The package imports the conversation, the directory and restjson. It must not
// import another service, the gateway, a store or the package that signs users in.
package agentapp
