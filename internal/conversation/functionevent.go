package conversation

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/function"
)

// functionEvent is what a function is told of the contact as it is now.
// parameters is the JSON object of the action. spec: InvokeLambdaFunction, request.
func (w *work) functionEvent(parameters []byte) ([]byte, error) {
	names := w.conversations.Directory.Names
	s, c := &w.session, &w.contact
	event := function.Event{Contact: function.Contact{
		Attributes: s.Attributes, Channel: c.Channel(), ContactID: string(c.ID),
		CustomerID: s.CustomerID, Description: c.Description, InitialContactID: string(s.ID),
		InitiationMethod: string(c.InitiationMethod), InstanceARN: names.Instance(s.InstanceID),
		LanguageCode: s.LanguageCode, Name: c.Name, PreviousContactID: string(c.PreviousID),
		References:        map[string]function.Reference{},
		SegmentAttributes: map[string]string{}, Tags: c.AllTags(),
	}}
	for key, r := range c.References {
		event.Contact.References[key] = function.Reference{Type: r.Type, Value: r.Value}
	}
	for key, v := range c.SegmentAttributes {
		if v.String != nil {
			event.Contact.SegmentAttributes[key] = *v.String
		}
		for member, text := range v.Map {
			if text.String == nil {
				continue
			}
			if event.Contact.SegmentMaps[key] == nil {
				put(&event.Contact.SegmentMaps, key, map[string]string{})
			}
			event.Contact.SegmentMaps[key][member] = *text.String
		}
	}
	q, err := w.workingQueue()
	if err != nil {
		return nil, err
	}
	if q != nil {
		event.Contact.Queue = &function.Queue{
			Name: q.Name, ARN: names.Resource(s.InstanceID, directory.KindQueue, q.ID),
		}
	}
	if len(parameters) > 0 {
		exact := json.NewDecoder(bytes.NewReader(parameters)) // a number is passed on as it was written
		exact.UseNumber()
		if err := exact.Decode(&event.Parameters); err != nil {
			return nil, chat.Internal("build a function's event", fmt.Errorf("its parameters: %w", err))
		}
	}
	return event.JSON()
}
