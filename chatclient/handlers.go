package chatclient

// Handlers receive what happens in a chat. They are called one after the other,
// in order, from one goroutine of the session; nil ones are left out. A handler
// may call any method of its session, and may take its time: meanwhile items
// wait, and the connection is kept alive.
//
// client: amazon-connect-chatjs src/core/chatController.js
type Handlers struct {
	// OnMessage receives messages, attachments and every event without a
	// handler of its own, among them joined, left, transfers and chat.ended. A
	// streamed message comes once per piece, each time with the text so far.
	OnMessage func(Item)
	OnTyping  func(Item)
	// OnReadReceipt and OnDeliveredReceipt receive the receipts of others; the
	// item's MessageMetadata says for which message and by whom.
	OnReadReceipt      func(Item)
	OnDeliveredReceipt func(Item)

	OnParticipantInvited            func(Item)
	OnParticipantIdle               func(Item)
	OnParticipantReturned           func(Item)
	OnParticipantDisplayNameUpdated func(Item)
	// OnAutoDisconnection tells that a participant was removed for inactivity.
	OnAutoDisconnection func(Item)
	// OnChatRehydrated tells that a past chat was linked to this one: History now
	// reaches into it.
	OnChatRehydrated func(Item)

	OnAuthenticationInitiated  func(Item)
	OnAuthenticationSuccessful func(Item)
	OnAuthenticationFailed     func(Item)
	OnAuthenticationTimeout    func(Item)
	OnAuthenticationExpired    func(Item)
	OnAuthenticationCanceled   func(Item)

	// OnConnectionEstablished is called when items begin to flow: after Connect,
	// and after every loss. What was missed comes next.
	OnConnectionEstablished func()
	// OnConnectionLost is called once when the connection is gone; the session is
	// already making another.
	OnConnectionLost func(error)
	// OnConnectionBroken is called last when the service refuses for good to
	// connect again though the chat is not said to have ended.
	OnConnectionBroken func(error)
	// OnEnded is called last, once, when the chat is over.
	OnEnded func()

	// OnDeepHeartbeatSuccess and OnDeepHeartbeatFailure tell after each aws/ping
	// whether the service behind the socket works. The connection is kept.
	OnDeepHeartbeatSuccess func()
	OnDeepHeartbeatFailure func()
}

// dispatch hands an item to the handler of its content type. participant is the
// session's own, whose receipts are not reported to itself.
func (h *Handlers) dispatch(item Item, participant string) {
	handler := h.handler(item, participant)
	if handler != nil {
		handler(item)
	}
}

func (h *Handlers) handler(item Item, participant string) func(Item) {
	if item.Type == ItemMetadata {
		return h.receipt(item, participant)
	}
	switch item.ContentType {
	case EventTyping:
		return h.OnTyping
	case EventMessageRead, EventMessageDelivered:
		return nil // receipts come as MESSAGEMETADATA
	case EventParticipantInvited:
		return h.OnParticipantInvited
	case EventParticipantIdle:
		return h.OnParticipantIdle
	case EventParticipantReturned:
		return h.OnParticipantReturned
	case EventAutoDisconnection:
		return h.OnAutoDisconnection
	case EventDisplayNameUpdated:
		return h.OnParticipantDisplayNameUpdated
	case EventChatRehydrated:
		return h.OnChatRehydrated
	case EventAuthenticationInitiated:
		return h.OnAuthenticationInitiated
	case EventAuthenticationSuccessful:
		return h.OnAuthenticationSuccessful
	case EventAuthenticationFailed:
		return h.OnAuthenticationFailed
	case EventAuthenticationTimeout:
		return h.OnAuthenticationTimeout
	case EventAuthenticationExpired:
		return h.OnAuthenticationExpired
	case EventAuthenticationCanceled:
		return h.OnAuthenticationCanceled
	}
	return h.OnMessage
}

// receipt chooses the handler of a receipt: the first entry decides.
//
// client: amazon-connect-chatjs src/core/MessageReceiptsUtil.js
func (h *Handlers) receipt(item Item, participant string) func(Item) {
	if item.MessageMetadata == nil || len(item.MessageMetadata.Receipts) == 0 {
		return nil
	}
	first := item.MessageMetadata.Receipts[0]
	switch {
	case first.RecipientParticipantID == participant:
		return nil
	case first.ReadTimestamp != "":
		return h.OnReadReceipt
	case first.DeliveredTimestamp != "":
		return h.OnDeliveredReceipt
	}
	return nil
}
