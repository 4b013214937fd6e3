// Package integration reads the file that says which bots, functions and identity
// providers flows may use, who keeps their customer profiles and data tables, and to
// which topics chats are streamed, and makes them.
//
// It owns the form of that file. What is wrong with it is said in one line with
// the number of the line, before anything is served; credentials, files of bots and
// secrets are looked up then too, so that nothing of that kind is first missed in
// the middle of a chat. A secret is named in the file and not written into it, and
// is in no error. A Set answers the calls of flows: it is what
// internal/conversation reaches the outside through.
//
// It imports internal/bot, internal/function, internal/keeper, internal/outside,
// internal/signin, internal/strictyaml, internal/topic, and of the domain the flow's
// calls; never conversation or anything above.
package integration
