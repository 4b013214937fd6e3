// Package pgtest runs private PostgreSQL servers for tests: from the packages of
// the system, in folders of their own, on free ports of loopback, ended with the
// test process however that ends.
//
// It owns:
//
//   - Finding the programs and running them as somebody who may (PostgreSQL
//     refuses to be run by root).
//   - Servers that are stopped, killed and started again on the same port and
//     data, and that commit to the disk as in production unless asked not to.
//   - A streaming standby that acknowledges each commit, and its promotion.
//   - An empty database for each test.
//
// One server serves all tests of a package: a variable of type Shared, whose
// Main is the package's TestMain.
//
// It imports the standard library only, so that every module's tests can use it;
// SQL goes through psql, which comes with the server.
package pgtest
