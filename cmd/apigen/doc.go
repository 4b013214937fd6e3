// Command apigen writes the Go packages of the two APIs that Rejoin serves,
// internal/api/connect and internal/api/participant, from the API models that
// AWS publishes.
//
//	cd cmd/apigen && go run . -root ../..
//
// One service passes through these steps, each in a file of its own:
//
//	load.go      find the published model in the Go module cache
//	overlay.go   merge our additions and corrections into it
//	model.go     read the result, refusing what the generator does not know
//	reach.go     keep what the allowed operations need
//	emit_*.go    write one file of Go per concern, formatted and in stable order
//
// The output depends on the inputs alone; a test regenerates it in memory and
// compares it with the committed files. The README tells how to add an
// operation and what an overlay may say.
//
// The command is a module of its own so that the large module that carries the
// models is needed only here. It uses the standard library only and imports
// nothing of Rejoin.
package main
