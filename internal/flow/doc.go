// Package flow is the contact-flow language, version 2019-10-30: the document
// model, the parser, the validation that runs at publish time, and the
// interpreter.
//
// The interpreter is a trampoline. [Advance] takes a document, a [State] and an
// [Input] and gives back a new State and one [Command]: the single thing that
// the host has to do next. The host does it, answers with the next Input and
// calls again, until the command is [Wait], [Listen], [AskBot] or
// [InvokeFunction] (keep the state, come back with what happened), [Disconnect] or
// [End]. The example of Advance shows the whole loop. Commands stand in command.go,
// or with the one action that gives them.
//
// What must stay true:
//
//   - Everything here is a pure function. No I/O, no clock, no goroutine, no
//     randomness that is not in the State. Advance never changes its arguments.
//   - A State between two calls is the whole execution. Written as JSON and read
//     back it continues exactly as if it had stayed in memory.
//   - Every action type is one definition: its parameters, conditions, errors
//     and semantics, in a file of its own, listed in table.go. The machine and
//     the linter know no action by name.
//   - A document keeps the content that it was made of, byte for byte.
//
// The package imports the standard library only, not even the domain: the
// conversation package translates between commands and contacts.
package flow
