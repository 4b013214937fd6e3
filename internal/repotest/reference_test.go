package repotest

import (
	"fmt"
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A behaviour on the wire cites its source in one of two forms, so that grep
// finds who serves a sentence of the documentation or a file of a client:
//
//	spec: StartChatContact PersistentChat.RehydrationType
//	client: amazon-connect-chatjs src/core/chatController.js
//
// The first names an operation, a member or a page of the published
// documentation, which has no numbered sections; a reader of this repository can
// open that and not the notes that somebody took from it. The second names a
// published client and, where one can be named, the file in it.
var (
	reference    = regexp.MustCompile(`(?:^|[\s(])(spec|client):(.*)`)
	specTarget   = regexp.MustCompile("^ [A-Za-z`]")
	privateNote  = regexp.MustCompile(`^ [a-z]+(-[a-z]+)+\b|\b\d+\.\d+\b`)
	clientTarget = regexp.MustCompile(`^ ([a-z0-9]+(?:-[a-z0-9]+)*)(?:[ ,;.)]|$)`)
)

// clients are the published programs that a reference may name.
var clients = []string{
	"amazon-connect-chat-android",
	"amazon-connect-chat-interface",
	"amazon-connect-chat-ios",
	"amazon-connect-chat-ui-examples",
	"amazon-connect-chatjs",
	"amazon-connect-streams",
	"amazon-connect-websocket-manager",
	"aws-sdk-go-v2",
	"aws-sdk-js-v3",
	"botocore",
	"smithy-typescript",
}

func cited(tr *tree) []string {
	var findings []string
	for _, f := range tr.files {
		if within(f.pkg(), "internal/repotest") {
			continue // it writes about references
		}
		for _, group := range f.ast.Comments {
			for _, c := range group.List {
				if problem := misquoted(c); problem != "" {
					findings = append(findings, tr.at(c.Pos())+": "+problem)
				}
			}
		}
	}
	return findings
}

// misquoted says what is wrong with the reference in a comment line, if there
// is one.
func misquoted(c *ast.Comment) string {
	m := reference.FindStringSubmatch(strings.TrimLeft(c.Text, "/*\t "))
	if m == nil {
		return ""
	}
	quoted := strings.TrimSpace(m[0])
	if m[1] == "spec" {
		switch {
		case !specTarget.MatchString(m[2]):
			return fmt.Sprintf("reference %q: want \"spec: \" and an operation, member or page of the documentation on the same line", quoted)
		case privateNote.MatchString(m[2]):
			return fmt.Sprintf("reference %q: it cites a document or a section number that readers do not have: name the operation, member or page", quoted)
		}
		return ""
	}
	target := clientTarget.FindStringSubmatch(m[2])
	switch {
	case target == nil:
		return fmt.Sprintf("reference %q: want \"client: \", a published client and a file in it", quoted)
	case !slices.Contains(clients, target[1]):
		return fmt.Sprintf("reference %q: %s is no known client: correct it or add it to the table in internal/repotest", quoted, target[1])
	}
	return ""
}

func TestReferencesAreWellFormed(t *testing.T) {
	hold(t, cited)
	bite(t, cited, map[string]string{
		"internal/chat/a.go": `package chat

// A is right. spec: StartChatContact PersistentChat.
//
// client: amazon-connect-chatjs src/core/chatController.js sendMessage
//
// spec:StartChatContact
// spec:
// spec: connect-notes, part 8
// spec: GetTranscript 2.5
// client: src/constants.js
// client: amazon-connect-chatsj src/constants.js
var A = api{client: client} // this spec is prose
`,
	}, "a.go:10: reference", "a.go:11: reference", "a.go:12: reference", "a.go:7: reference", "a.go:8: reference", "a.go:9: reference")
}
