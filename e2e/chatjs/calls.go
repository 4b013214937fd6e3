package chatjs

import "encoding/json"

// Content types that tests send or look for.
// client: amazon-connect-chatjs src/constants.js
const (
	Plain               = "text/plain"
	Markdown            = "text/markdown"
	JSON                = "application/json"
	InteractiveResponse = "application/vnd.amazonaws.connect.message.interactive.response"

	event        = "application/vnd.amazonaws.connect.event."
	Typing       = event + "typing"
	Read         = event + "message.read"
	Delivered    = event + "message.delivered"
	Joined       = event + "participant.joined"
	Left         = event + "participant.left"
	Ended        = event + "chat.ended"
	Acknowledged = event + "connection.acknowledged"

	Invited           = event + "participant.invited"
	TransferSucceeded = event + "transfer.succeeded"
	TransferFailed    = event + "transfer.failed"
)

// Sent is what the service answered to a message or an event.
type Sent struct {
	ID           string `json:"Id"`
	AbsoluteTime string
}

// Connect opens the session.
func (p *Participant) Connect() error {
	p.t.Helper()
	return p.Call("connect", map[string]any{}, nil)
}

// Say sends a plain text.
func (p *Participant) Say(text string) Sent {
	p.t.Helper()
	return p.SayAs(Plain, text)
}

// SayAs sends a message of a content type; the test fails when it is refused.
func (p *Participant) SayAs(contentType, content string) Sent {
	p.t.Helper()
	sent, err := p.Send(map[string]any{"contentType": contentType, "message": content})
	if err != nil {
		p.t.Fatal(err)
	}
	return sent
}

// Send runs sendMessage.
func (p *Participant) Send(argument map[string]any) (Sent, error) {
	p.t.Helper()
	var result struct{ Data Sent }
	err := p.Call("sendMessage", argument, &result)
	return result.Data, err
}

// SendEvent runs sendEvent. Content may be nil, a string or an object.
func (p *Participant) SendEvent(contentType string, content any) (Sent, error) {
	p.t.Helper()
	argument := map[string]any{"contentType": contentType}
	if content != nil {
		argument["content"] = content
	}
	var result struct{ Data Sent }
	err := p.Call("sendEvent", argument, &result)
	return result.Data, err
}

// Report sends a receipt for a message at once, without the throttle that would
// leave all but the newest out.
func (p *Participant) Report(receipt, message string) {
	p.t.Helper()
	content, _ := json.Marshal(map[string]any{"messageId": message, "disableThrottle": true})
	if _, err := p.SendEvent(receipt, string(content)); err != nil {
		p.t.Fatal(err)
	}
}

// Disconnect leaves the chat.
func (p *Participant) Disconnect() {
	p.t.Helper()
	if err := p.Call("disconnectParticipant", map[string]any{}, nil); err != nil {
		p.t.Fatal(err)
	}
}

// Page is one answer of getTranscript.
type Page struct {
	InitialContactID string `json:"InitialContactId"`
	NextToken        string
	Transcript       []Item
}

// Page runs getTranscript.
func (p *Participant) Page(argument map[string]any) (Page, error) {
	p.t.Helper()
	var result struct{ Data Page }
	err := p.Call("getTranscript", argument, &result)
	return result.Data, err
}
