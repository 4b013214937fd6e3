// Package function invokes functions for flows: AWS Lambda, anything that takes
// its Invoke requests, or a plain URL that an ARN is mapped to.
//
// It owns the event that a function gets and the bounds of an invocation; what an
// answer means is the flow's. Functions are invoked at least once: what is tried again, or run
// again after a crash, carries the same key in a header.
//
// Neither the event nor the answer is in any error.
//
// It imports internal/outside, and no other part of the program.
package function
