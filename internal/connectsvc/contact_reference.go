package connectsvc

import (
	"context"
	"maps"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
)

// ListContactReferences reads the references of a contact that are of some types, by
// name. They are few, and come on one page. spec: ListContactReferences.
func (s contacts) ListContactReferences(ctx context.Context, in *connect.ListContactReferencesInput) (*connect.ListContactReferencesOutput, error) {
	if text(in.NextToken) != "" {
		return nil, chat.Invalid("NextToken", "is not one that was answered before: the list is one page")
	}
	instance := instanceOf(in.InstanceId)
	d, err := s.Conversations.Describe(ctx, instance, contactOf(instance, in.ContactId))
	if err != nil {
		return nil, err
	}
	out := &connect.ListContactReferencesOutput{ReferenceSummaryList: []connect.ReferenceSummary{}}
	for _, name := range slices.Sorted(maps.Keys(d.Contact.References)) {
		r := d.Contact.References[name]
		if summary, ok := referenceSummary(name, r); ok && slices.Contains(in.ReferenceTypes, r.Type) {
			out.ReferenceSummaryList = append(out.ReferenceSummaryList, summary)
		}
	}
	return out, nil
}

// referenceSummary writes a reference, false for one of a type that chats do not have:
// those of emails and analyses. spec: ReferenceSummary.
func referenceSummary(name string, r chat.Reference) (s connect.ReferenceSummary, ok bool) {
	title, value := new(name), new(r.Value)
	switch r.Type {
	case connect.ReferenceTypeUrl:
		s.Url = &connect.UrlReference{Name: title, Value: value}
	case connect.ReferenceTypeAttachment:
		s.Attachment = &connect.AttachmentReference{Name: title, Value: value, Status: some(r.Status)}
	case connect.ReferenceTypeNumber:
		s.Number = &connect.NumberReference{Name: title, Value: value}
	case connect.ReferenceTypeString:
		s.String = &connect.StringReference{Name: title, Value: value}
	case connect.ReferenceTypeDate:
		s.Date = &connect.DateReference{Name: title, Value: value}
	case connect.ReferenceTypeEmail:
		s.Email = &connect.EmailReference{Name: title, Value: value}
	default:
		return s, false
	}
	return s, true
}
