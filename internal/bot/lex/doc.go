// Package lex speaks the languages of Amazon Lex V2: as a client of its runtime
// (Client), as what calls a bot's code hook (Hook), and as a stand-in for the
// runtime that serves any bot of the parent package (Runtime).
//
// It owns the JSON of both; the shapes differ in small things, such as whether a
// confidence is a number or an object, which are kept apart here. What the other
// side sends is checked before anyone acts on it: unknown members are ignored, as
// the vendor asks of everyone, and values that are not known are errors.
//
// It imports the parent package and internal/outside.
package lex
