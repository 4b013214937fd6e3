// Package signin gets to know from identity providers who somebody is, a customer or a
// user of the contact centre: OpenID Connect, the code flow with PKCE.
//
// It owns what may be asked of a provider and what of its answer is believed. A
// provider is described by its discovery document, which is fetched when it is first
// needed and kept; its issuer must be the one that was configured, its endpoints as
// safe as that. Customers are sent back only to addresses that were configured. An ID
// token counts when the provider signed it, for this client, with the nonce of this
// attempt, and has not expired by the machine's clock: the provider's hour is not the
// contact centre's, which may be moved.
//
// Errors name the provider's host and the reason, never a code, a token or a secret.
//
// It imports internal/outside and internal/clock of this module; it knows nothing of
// contacts, flows or the store.
package signin
