package conversation

import "github.com/rejoin-chat/rejoin/internal/flow"

// checkHours tells a flow whether hours of operation are open now: those named, or
// those of the working queue. spec: CheckHoursOfOperation.
func (w *work) checkHours(cmd flow.CheckHours) (flow.Input, error) {
	id := cmd.HoursID
	if id == "" {
		q, err := w.workingQueue()
		if err != nil {
			return nil, err
		}
		if q == nil || q.Spec.HoursID == "" {
			return refused("there is no working queue that has hours of operation"), nil
		}
		id = q.Spec.HoursID
	}
	h, err := w.hours(id)
	if err != nil {
		return nil, err
	}
	if h == nil {
		return refused("there are no such hours of operation"), nil
	}
	open, err := h.Open(w.now)
	switch {
	case err != nil:
		return refused(reason(err)), nil // hours of old that make no sense
	case open:
		return flow.Result{Value: "True"}, nil
	}
	return flow.Result{Value: "False"}, nil
}
