package function

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rejoin-chat/rejoin/internal/outside"
)

// The bounds of an invocation. spec: InvokeLambdaFunction
// InvocationTimeLimitSeconds, and the page on Lambda functions for the answer.
const (
	MinLimit = time.Second
	MaxLimit = 8 * time.Second
	// MaxAnswer is what an answer has to stay below.
	MaxAnswer = 32 << 10
)

// Invocation is one call of a function.
type Invocation struct {
	ARN     string // of a function, its version or alias; or a name of the configuration
	Payload []byte // the event, as Event.JSON builds it
	// Async only hands the event over: nothing is answered.
	Async bool
	// Limit is for all attempts together; beyond MinLimit and MaxLimit it is the
	// nearer of them.
	Limit time.Duration
	// Key is the same whenever this invocation is repeated.
	Key string
}

// Provider is a function. Invoke makes one attempt; an error that wraps
// ErrUnavailable is tried again. It is safe for concurrent use.
type Provider interface {
	Invoke(ctx context.Context, in Invocation) ([]byte, error)
}

// Functions are the functions that are configured. It is safe for concurrent use.
type Functions struct{ providers map[string]Provider }

// New returns the functions by ARN or name. A name of the form prefix* stands for
// all ARNs that begin so; the longest that fits is taken. A nil *Functions has
// none.
func New(providers map[string]Provider) *Functions { return &Functions{providers} }

// Knows reports whether there is a function for the ARN.
func (f *Functions) Knows(arn string) bool {
	_, ok := f.find(arn)
	return ok
}

// Names are the ARNs and names of the functions, but for patterns, in no order.
func (f *Functions) Names() []string {
	var names []string
	if f == nil {
		return nil
	}
	for name := range f.providers {
		if !strings.HasSuffix(name, "*") {
			names = append(names, name)
		}
	}
	return names
}

// find takes the function of that very ARN, or of the ARN without its version or
// alias, or of the longest prefix.
func (f *Functions) find(arn string) (Provider, bool) {
	if f == nil {
		return nil, false
	}
	for _, name := range []string{arn, unqualified(arn)} {
		if p, ok := f.providers[name]; ok {
			return p, true
		}
	}
	best, found := "", Provider(nil)
	for name, p := range f.providers {
		prefix, open := strings.CutSuffix(name, "*")
		if open && strings.HasPrefix(arn, prefix) && len(name) > len(best) {
			best, found = name, p
		}
	}
	return found, found != nil
}

// unqualified is a function's ARN without version or alias:
// arn:aws:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER].
func unqualified(arn string) string {
	parts := strings.Split(arn, ":")
	if len(parts) == 8 && parts[0] == "arn" && parts[5] == "function" {
		return strings.Join(parts[:7], ":")
	}
	return arn
}

// Invoke invokes a function, again if need be, within its limit, and gives back its
// answer: a JSON text, or nil for an invocation that is Async. The errors are those
// of this package, or that of ctx.
func (f *Functions) Invoke(ctx context.Context, in Invocation) ([]byte, error) {
	p, ok := f.find(in.ARN)
	if !ok {
		return nil, fmt.Errorf("function %s: %w", in.ARN, ErrUnknown)
	}
	in.Limit = min(max(in.Limit, MinLimit), MaxLimit)
	var answer []byte
	err := outside.Within(ctx, in.Limit, func(ctx context.Context) error {
		var err error
		answer, err = p.Invoke(ctx, in)
		return err
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("function %s: %w", in.ARN, err)
	case in.Async:
		return nil, nil
	case len(answer) >= MaxAnswer:
		return nil, fmt.Errorf("function %s: %w: %d bytes, fewer than %d are wanted", in.ARN, ErrTooLarge, len(answer), MaxAnswer)
	}
	if err := check(answer); err != nil {
		return nil, fmt.Errorf("function %s: %w", in.ARN, err)
	}
	return answer, nil
}

// check holds that an answer is JSON whose texts can be stored and sent, which those
// with U+0000 cannot. The error shows nothing of it.
func check(answer []byte) error {
	switch {
	case !utf8.Valid(answer):
		return fmt.Errorf("%w: it is not UTF-8", ErrNotJSON)
	case !json.Valid(answer):
		return fmt.Errorf("%w: it is not JSON", ErrNotJSON)
	case bytes.Contains(answer, []byte(`\u0000`)) && hasNUL(answer):
		return fmt.Errorf("%w: a text in it has the character U+0000", ErrNotJSON)
	}
	return nil
}

// hasNUL looks for U+0000 in the names and texts of valid JSON, where it always
// stands as an escape.
func hasNUL(answer []byte) bool {
	for d := json.NewDecoder(bytes.NewReader(answer)); ; {
		token, err := d.Token()
		if err != nil {
			return false
		}
		if text, ok := token.(string); ok && strings.ContainsRune(text, 0) {
			return true
		}
	}
}
