package terminal

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/rejoin-chat/rejoin/chatclient"
)

// state is what is remembered between two runs: what is needed to go on with an
// open chat, and the chat that ended last. It holds the participant's token: the
// file is for its owner only.
type state struct {
	Endpoint string
	Name     string
	Flow     string `json:",omitempty"`
	// Details are those of the open chat, without a token when there is none.
	Details chatclient.ChatDetails
	// Ended is the contact of the chat that ended last.
	Ended string `json:",omitempty"`
}

// DefaultStateFile is chat.json in the user's configuration folder of Rejoin.
func DefaultStateFile() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("there is no configuration folder to remember the chat in: %w; name a file with --state", err)
	}
	return filepath.Join(dir, "rejoin", "chat.json"), nil
}

// loadState reads what is remembered of an open chat.
func loadState(file string) (state, error) {
	s, err := readState(file)
	if errors.Is(err, fs.ErrNotExist) {
		return state{}, fmt.Errorf("there is no open chat to resume (%s does not exist)", file)
	}
	if err != nil {
		return state{}, err
	}
	if s.Details.ParticipantToken == "" {
		return state{}, fmt.Errorf("%s does not hold an open chat", file)
	}
	return s, nil
}

// lastEnded is the contact of the chat that ended last.
func lastEnded(file string) (string, error) {
	s, err := readState(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if s.Ended == "" {
		return "", fmt.Errorf("no chat has ended yet that %s remembers", file)
	}
	return s.Ended, nil
}

func readState(file string) (state, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return state{}, err
	}
	var s state
	if err := json.Unmarshal(data, &s); err != nil {
		return state{}, fmt.Errorf("%s does not hold a chat: %w", file, err)
	}
	return s, nil
}

// save replaces the file at once, so that a crash leaves the old or the new one.
func (s state) save(file string) error {
	data, err := json.Marshal(s)
	if err != nil {
		return err
	}
	dir := filepath.Dir(file)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("cannot remember the chat: %w", err)
	}
	next, err := os.CreateTemp(dir, filepath.Base(file)+".*") // created with mode 0600
	if err != nil {
		return fmt.Errorf("cannot remember the chat: %w", err)
	}
	_, err = next.Write(data)
	err = errors.Join(err, next.Close())
	if err == nil {
		err = os.Rename(next.Name(), file)
	}
	if err != nil {
		_ = os.Remove(next.Name())
		return fmt.Errorf("cannot remember the chat: %w", err)
	}
	return nil
}

// ended notes that the chat is over, unless the file remembers another one by now.
// Its token is good for nothing any more and is dropped.
func (s state) ended(file string) {
	if now, err := loadState(file); err != nil || now.Details.ContactID != s.Details.ContactID {
		return
	}
	s.Ended, s.Details = s.Details.ContactID, chatclient.ChatDetails{}
	if s.save(file) != nil {
		_ = os.Remove(file) // better no memory than a wrong one
	}
}
