package terminal

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
)

// endpointVariable spares whose server is elsewhere the flag.
const endpointVariable = "REJOIN_ENDPOINT"

const (
	defaultName    = "Customer"
	defaultHistory = 50
)

// Register declares the flags of `rejoin chat` on fs, which fill o.
func (o *Options) Register(fs *flag.FlagSet) {
	fs.StringVar(&o.Name, "name", defaultName, "your display `name`")
	fs.StringVar(&o.Endpoint, "endpoint", cmp.Or(os.Getenv(endpointVariable), DefaultEndpoint),
		"the server's `URL`, also "+endpointVariable+" in the environment")
	fs.StringVar(&o.Flow, "flow", "", "`ID` of the contact flow to start (default: the server's)")
	fs.Func("attribute", "contact attribute as `KEY=VALUE`; may be repeated", o.addAttribute)
	fs.StringVar(&o.Rejoin, "rejoin", "", "continue the ended chat of this `CONTACT` in a new one, with its history; last means your last one")
	fs.BoolVar(&o.FromSegment, "from-segment", false, "with --rejoin: leave out what came after that contact")
	fs.BoolVar(&o.Resume, "resume", false, "go on with the chat that is still open")
	fs.IntVar(&o.History, "history", defaultHistory, "how `many` earlier items to show; -1 for all")
	fs.StringVar(&o.StateFile, "state", "", "`FILE` that remembers the open chat (default: in your configuration folder)")
}

func (o *Options) addAttribute(pair string) error {
	key, value, ok := strings.Cut(pair, "=")
	if !ok || key == "" {
		return fmt.Errorf("%q is not of the form KEY=VALUE", pair)
	}
	if o.Attributes == nil {
		o.Attributes = make(map[string]string)
	}
	o.Attributes[key] = value
	return nil
}

// check reports options that do not go together.
func (o *Options) check() error {
	switch {
	case o.Resume && o.Rejoin != "":
		return errors.New("--resume goes on with an open chat and --rejoin continues an ended one: give one of them")
	case o.FromSegment && o.Rejoin == "":
		return errors.New("--from-segment needs --rejoin CONTACT")
	}
	return nil
}

// Attach lets the chat be held on these files, styled if out is a terminal and the
// user has not asked for plain text.
func (o *Options) Attach(in, out *os.File) {
	o.In, o.Out = in, out
	o.Styled = isTerminal(out) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	o.Echoed = isTerminal(in) && isTerminal(out)
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
