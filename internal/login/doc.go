// Package login owns who the users of an instance are while they work: they sign in
// with a password or at an OpenID Connect provider, their browsers hold a session, and
// access tokens made from it open the agent API.
//
// Invariants:
//   - a password is checked only after a turn was taken for it, and unknown users,
//     users without a password and wrong passwords cost the same and are answered the
//     same;
//   - a browser's secret is in no database and no log: a login is named by its hash;
//   - a login ends at its time, when it was idle for too long, when somebody revokes it,
//     when the password changes and when the user is deleted; every node notices
//     within moments;
//   - nobody is sent from here to another place than a path of this server or the
//     configured provider.
//
// It goes by the machine's clock: people sign in today, wherever the time of chats is.
//
// It imports the domain, the directory, the store's contract, tokens, signatures,
// remote and signin; it knows no database driver, no configuration, no chats.
package login
