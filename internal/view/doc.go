// Package view is the language of views: the pages that a chat shows its customer in
// the middle of a flow. It owns what a view consists of, the validation of a
// template, the schema of the data that a template takes, the check of such data, and
// the views that every instance has.
//
// A template is data to everyone but the client that draws it. Data never gets into
// it here: the client is given both and puts them together.
//
// Everything here is a pure function. The package imports the standard library only;
// it knows no store, no wire type and no flow.
package view
