package directory

import "strings"

// OldBotID is the id of a bot of Lex V1, which a region and a name tell.
// spec: LexBot.
func OldBotID(region, name string) string { return region + "/" + name }

// CutOldBotID takes the id of a bot of Lex V1 apart.
func CutOldBotID(id string) (region, name string) {
	region, name, _ = strings.Cut(id, "/")
	return region, name
}
