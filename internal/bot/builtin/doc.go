// Package builtin is a small bot that is played from a file: intents with sample
// utterances, slots, confirmation, replies and menus of interactive messages. It is
// meant for menus, surveys and handing over to people, not to guess at meaning.
//
// What must stay true: a turn is a pure function of the file, the state that the
// caller keeps, the text and the time. It learns nothing and draws no lots, so a
// turn that is taken twice gives the same answer on any node.
//
// It imports the parent package and internal/strictyaml.
package builtin
