package terminal

import "strings"

// resumeCommand is what goes on with the open chat.
func resumeCommand(o Options) string {
	words := []string{"rejoin", "chat", "--resume"}
	if usual, err := DefaultStateFile(); err != nil || usual != o.StateFile {
		words = append(words, "--state", o.StateFile)
	}
	return command(words)
}

// rejoinCommand is what continues the chat once it has ended.
func (s state) rejoinCommand() string {
	words := []string{"rejoin", "chat", "--rejoin", s.Details.ContactID}
	if s.Name != defaultName {
		words = append(words, "--name", s.Name)
	}
	if s.Endpoint != DefaultEndpoint {
		words = append(words, "--endpoint", s.Endpoint)
	}
	if s.Flow != "" {
		words = append(words, "--flow", s.Flow)
	}
	return command(words)
}

// command joins words for a POSIX shell.
func command(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = quote(word)
	}
	return strings.Join(quoted, " ")
}

const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=@%+,"

func quote(word string) string {
	if word != "" && strings.Trim(word, plain) == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
