package chatjs

// Follow lists the events of a handler since the position, and where to follow on:
// what is asked for piece by piece is told once.
func (p *Participant) Follow(position int, handler string) (events []Event, next int) {
	all := p.script.Log.Since(position)
	for _, e := range all {
		if e.Name == handler {
			events = append(events, Event{Data: decode[Event](e.Data).Data, Raw: e.Data})
		}
	}
	return events, position + len(all)
}
