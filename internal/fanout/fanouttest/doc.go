// Package fanouttest is the one suite that every broker passes. It owns what the
// contract in package fanout means in practice and may import nothing of a
// particular broker.
package fanouttest
