package files

import (
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/chat"
)

// TranscriptUsage is how the arguments of `rejoin transcript` begin; settings
// follow.
const TranscriptUsage = "CONTACT-ID [--link [--for TIME]]"

// TranscriptRequest is what `rejoin transcript` is asked for.
type TranscriptRequest struct {
	ContactID chat.ContactID
	// Link asks for a link that is good for so long; 0 asks for the object
	// itself.
	Link time.Duration
}

// defaultLink is how long a link is good when nobody says.
const defaultLink = time.Hour

// ParseTranscriptRequest reads the command's own arguments and gives back the
// others, which are settings. It returns flag.ErrHelp when the arguments ask for
// help.
func ParseTranscriptRequest(args []string) (q TranscriptRequest, settings []string, err error) {
	if slices.ContainsFunc(args, isHelp) {
		return q, nil, flag.ErrHelp
	}
	if len(args) == 0 || strings.HasPrefix(args[0], "-") {
		return q, nil, errors.New("name a contact first: rejoin transcript " + TranscriptUsage)
	}
	q.ContactID = chat.ContactID(args[0])
	wanted, life := false, time.Duration(0)
	for args = args[1:]; len(args) > 0; args = args[1:] {
		name, value, joined := strings.Cut(args[0], "=")
		switch name {
		case "-link", "--link":
			wanted = true
		case "-for", "--for":
			if !joined && len(args) > 1 {
				args = args[1:]
				value = args[0]
			}
			if life, err = parseLife(value); err != nil {
				return q, nil, err
			}
		default:
			settings = append(settings, args[0])
		}
	}
	switch {
	case !wanted && life > 0:
		return q, nil, errors.New("--for needs --link")
	case wanted && life == 0:
		life = defaultLink
	}
	q.Link = life
	return q, settings, nil
}

func isHelp(arg string) bool {
	return slices.Contains([]string{"-h", "-help", "--help"}, arg)
}

func parseLife(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil || d < time.Second || d > archive.MaxLinkTime {
		return 0, fmt.Errorf("--for %q: want 1s to 168h, such as 30m", text)
	}
	return d, nil
}
