package flow

var (
	queueID = parameter{name: "QueueId", form: formValue, min: 1, max: maxResourceID, resource: ResourceQueue}
	agentID = parameter{name: "AgentId", form: formValue, min: 1, max: maxResourceID, resource: ResourceAgent}
)

// maxResourceID bounds ids and ARNs. spec: DescribeContactFlow ContactFlowId.
const maxResourceID = 500

// updateContactTargetQueue chooses the queue that a transfer will use: a queue,
// or the own queue of an agent. spec: UpdateContactTargetQueue.
var updateContactTargetQueue = definition{
	parameters: []parameter{queueID, agentID},
	oneOf:      []string{"QueueId", "AgentId"},
	branches:   []ErrorName{ErrorNoMatchingError},
	flows:      inboundAndTransfer,
	begin: func(x *execution) outcome {
		queue, err := x.text(queueID)
		if err != nil {
			return fail(err)
		}
		agent, err := x.text(agentID)
		if err != nil {
			return fail(err)
		}
		return ask(SetTargetQueue{QueueID: queue, AgentID: agent})
	},
}

// transferContactToQueue puts the contact into its target queue; the flow ends
// there. spec: TransferContactToQueue.
var transferContactToQueue = definition{
	branches: []ErrorName{ErrorQueueAtCapacity, ErrorNoMatchingError},
	flows:    inboundAndTransfer,
	ends:     departs,
	begin:    func(*execution) outcome { return ask(TransferToQueue{}) },
	resume: func(x *execution, _ Input) outcome {
		return stop(End{Reason: EndQueued, Action: x.action.Identifier})
	},
}
