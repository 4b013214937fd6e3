// Package legacy turns what the console exported before the flow language was
// published (a document of `modules`, version "1") into that language, version
// 2019-10-30.
//
// Each block type of the old export is one converter, listed in table.go. What
// must stay true:
//
//   - Conversion is a pure function of the bytes. It knows no instance: names of
//     resources go into the metadata, where package naming finds them.
//   - Nothing is dropped in silence. A block, branch or parameter that is not
//     known becomes a [Problem] that names its module, and an unknown block is
//     taken over with its own names, so that the linter refuses what is not in
//     the language.
//   - Module ids become action identifiers, and the designer's data is kept.
//
// Names, parameters and branches are those that published exports show; where
// none shows a name, the converters take the likely spellings [I].
//
// The package imports flow and the standard library only.
package legacy
