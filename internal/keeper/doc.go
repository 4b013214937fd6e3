// Package keeper asks whoever keeps customer profiles and data tables to do what an
// action of a flow says.
//
// It owns the request and its bounds, which are those of a function, and data tables
// that stand in a file. What an answer means is the flow's: here it only has to be
// JSON of a bounded length whose texts can be stored. Nothing is kept: profiles
// belong to a system of their own, which has its rules for who sees and erases them.
//
// What must stay true: neither what is asked nor what is answered is in an error,
// since both may be about a customer; and whoever is asked twice finds the same key.
//
// It imports internal/function for its signature, internal/outside and
// internal/strictyaml, and no other part of the program.
package keeper
