package flowadmin

import (
	"context"
	"errors"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

// Traced is an action that a flow has completed. Its JSON form is what --json
// writes. Its values may be what the customer said.
type Traced struct {
	Time time.Time `json:"time"`
	// Offset is the time since the contact began, in milliseconds.
	Offset     int64             `json:"offsetMs"`
	Step       int64             `json:"step"` // actions of one step happened together
	Flow       string            `json:"flow"` // id of the flow or module
	FlowName   string            `json:"flowName,omitempty"`
	Action     string            `json:"action"`
	ActionType string            `json:"type"`
	Inputs     map[string]string `json:"inputs,omitempty"`
	Result     string            `json:"result,omitempty"`
	Error      string            `json:"error,omitempty"`
	Next       string            `json:"next,omitempty"` // empty: the flow ended here
	Note       string            `json:"note,omitempty"`
}

// TraceOptions are what `rejoin flow trace` was asked for.
type TraceOptions struct {
	// Follow goes on until the contact has ended.
	Follow bool
}

// followEvery is how often a contact that is followed is asked for.
const followEvery = time.Second

// tracePage is a page of a trace as the server answers it.
type tracePage struct {
	ContactID           string `json:"ContactId"`
	NextContactID       string `json:"NextContactId"`
	InitiationTimestamp float64
	DisconnectTimestamp float64
	Actions             []tracedOnWire
	More                bool
	Waiting             *tracedOnWire
}

type tracedOnWire struct {
	Step       int64
	Timestamp  float64
	FlowID     string `json:"FlowId"`
	FlowName   string
	ActionID   string `json:"ActionId"`
	ActionType string
	Inputs     map[string]string
	Result     string
	Error      string
	Next       string `json:"NextActionId"`
	Note       string
}

// ErrNoTraces says that a server does not tell what flows did.
var ErrNoTraces = errors.New("the server tells no traces: it is no rejoin, or an older one")

// TraceEnd is what there is to say where a trace ends.
type TraceEnd struct {
	// NextContact is the contact that followed, "" for none.
	NextContact string
	// Waiting is the action that a flow is in now, nil when none runs.
	Waiting *Traced
}

// Trace hands over what flows did during a contact, named by its id or ARN, page
// by page. A page has at least one action; of a contact without any there is none.
func (c *Client) Trace(ctx context.Context, contact string, o TraceOptions, page func([]Traced) error) (TraceEnd, error) {
	for after := int64(0); ; {
		got, err := c.tracePage(ctx, contact, after)
		if err != nil && o.Follow && ctx.Err() != nil {
			return TraceEnd{}, nil
		}
		if err != nil {
			return TraceEnd{}, err
		}
		n := len(got.Actions)
		if n > 0 {
			after = got.Actions[n-1].Step
			if err := page(got.traced()); err != nil {
				return TraceEnd{}, err
			}
		}
		if got.More && n > 0 {
			continue
		}
		if !o.Follow || got.DisconnectTimestamp != 0 {
			return got.end(), nil
		}
		if !clock.Wait(ctx, c.Clock, followEvery) {
			return TraceEnd{}, nil // who stops following has seen what there was
		}
	}
}

func (c *Client) tracePage(ctx context.Context, contact string, after int64) (*tracePage, error) {
	query := url.Values{}
	if after > 0 {
		query.Set("after", strconv.FormatInt(after, 10))
	}
	path := "/rejoin/contacts/" + url.PathEscape(c.Instance) + "/" + url.PathEscape(contact) + "/flow-trace"
	var page tracePage
	err := c.call(ctx, http.MethodGet, path, query, nil, &page)
	var refused *APIError
	if errors.As(err, &refused) && refused.Code == "UnknownOperationException" || err == nil && page.ContactID == "" {
		return nil, ErrNoTraces
	}
	return &page, err
}

func (p *tracePage) end() TraceEnd {
	e := TraceEnd{NextContact: p.NextContactID}
	if p.Waiting != nil {
		e.Waiting = new(p.Waiting.traced(p))
	}
	return e
}

func (p *tracePage) traced() []Traced {
	out := make([]Traced, len(p.Actions))
	for i := range p.Actions {
		out[i] = p.Actions[i].traced(p)
	}
	return out
}

func (a *tracedOnWire) traced(p *tracePage) Traced {
	at := instant(a.Timestamp)
	return Traced{
		Time: at, Offset: at.Sub(instant(p.InitiationTimestamp)).Milliseconds(), Step: a.Step,
		Flow: a.FlowID, FlowName: a.FlowName, Action: a.ActionID, ActionType: a.ActionType, Inputs: a.Inputs,
		Result: a.Result, Error: a.Error, Next: a.Next, Note: a.Note,
	}
}

// instant reads a timestamp: seconds with a fraction of milliseconds.
func instant(seconds float64) time.Time {
	return time.UnixMilli(int64(math.Round(seconds * 1000))).UTC()
}
