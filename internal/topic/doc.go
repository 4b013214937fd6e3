// Package topic hands messages to topics of SNS: to SNS itself or what takes its
// requests, to a URL as SNS posts to a subscriber, or to a function as SNS invokes one.
//
// It owns the forms in which a message travels there. Each call is one attempt; order,
// patience and what a message says are the caller's. The text of a message is in no
// error.
//
// It imports internal/outside, internal/function and internal/clock, and no other part
// of the program.
package topic
