package flow

import "math"

// SetRouting changes where the contact stands in the queue that it is in, and in
// the next. Exactly one of the two is set. The answer is a Result; an
// error is passed over. spec: UpdateContactRoutingBehavior.
type SetRouting struct {
	Priority              *int // from 1; lower ones go first, 5 is usual
	TimeAdjustmentSeconds *int // added to the time that it has waited
}

func (SetRouting) command() {}

var (
	queuePriority       = parameter{name: "QueuePriority", form: formNumber, min: 1, max: math.MaxInt}
	queueTimeAdjustment = parameter{
		name: "QueueTimeAdjustmentSeconds", form: formNumber, min: math.MinInt32, max: math.MaxInt32,
	}
)

// updateContactRoutingBehavior has no error to raise, so what cannot be read
// changes nothing. spec: UpdateContactRoutingBehavior.
var updateContactRoutingBehavior = definition{
	parameters: []parameter{queuePriority, queueTimeAdjustment},
	oneOf:      []string{"QueuePriority", "QueueTimeAdjustmentSeconds"},
	unfailing:  true,
	begin: func(x *execution) outcome {
		p := queuePriority
		if !x.has(p) {
			p = queueTimeAdjustment
		}
		n, err := x.number(p)
		if err != nil {
			return skipped(err.Error())
		}
		if p.name == queuePriority.name {
			return ask(SetRouting{Priority: &n})
		}
		return ask(SetRouting{TimeAdjustmentSeconds: &n})
	},
}
