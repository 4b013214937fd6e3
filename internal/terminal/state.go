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

// state is what is needed to go on with an open chat. It holds the participant's
// token: the file is for its owner only.
type state struct {
	Endpoint string
	Name     string
	Flow     string `json:",omitempty"`
	Details  chatclient.ChatDetails
}

// DefaultStateFile is chat.json in the user's configuration folder of Rejoin.
func DefaultStateFile() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("there is no configuration folder to remember the chat in: %w; name a file with --state", err)
	}
	return filepath.Join(dir, "rejoin", "chat.json"), nil
}

func loadState(file string) (state, error) {
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return state{}, fmt.Errorf("there is no open chat to resume (%s does not exist)", file)
	}
	if err != nil {
		return state{}, err
	}
	var s state
	if err := json.Unmarshal(data, &s); err != nil {
		return state{}, fmt.Errorf("%s does not hold a chat: %w", file, err)
	}
	if s.Details.ParticipantToken == "" {
		return state{}, fmt.Errorf("%s does not hold a chat", file)
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

// forget removes the file, unless it remembers another chat by now.
func (s state) forget(file string) {
	if now, err := loadState(file); err == nil && now.Details.ContactID == s.Details.ContactID {
		_ = os.Remove(file)
	}
}
