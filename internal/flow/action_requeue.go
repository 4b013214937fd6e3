package flow

// DequeueAndTransfer takes the contact out of the queue that it waits in and puts
// it into another one, or into an agent's own queue, as a new contact. Exactly one
// of the two is set. On success the machine ends with EndQueued. Errors:
// ErrorQueueAtCapacity, ErrorNoMatchingError (not in a queue, no such queue).
// spec: DequeueContactAndTransferToQueue.
type DequeueAndTransfer struct {
	QueueID string
	AgentID string
}

func (DequeueAndTransfer) command() {}

// dequeueContactAndTransferToQueue lets a contact that waits wait elsewhere.
// spec: DequeueContactAndTransferToQueue.
var dequeueContactAndTransferToQueue = definition{
	parameters: []parameter{queueID, agentID},
	oneOf:      []string{"QueueId", "AgentId"},
	branches:   []ErrorName{ErrorQueueAtCapacity, ErrorNoMatchingError},
	flows:      []Type{TypeCustomerQueue},
	ends:       departs,
	begin: func(x *execution) outcome {
		queue, agent, err := x.oneQueue()
		if err != nil {
			return fail(err)
		}
		return ask(DequeueAndTransfer{QueueID: queue, AgentID: agent})
	},
	resume: func(x *execution, _ Input) outcome {
		return stop(End{Reason: EndQueued, Action: x.action.Identifier})
	},
}
