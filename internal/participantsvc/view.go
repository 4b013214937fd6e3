package participantsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/participant"
	"github.com/rejoin-chat/rejoin/internal/chat"
)

// viewNotFound is the error for a token that leads to no view. It is answered here
// and nowhere else: what other operations cannot find is the chat.
const viewNotFound = "ResourceNotFoundException"

// DescribeView reads a view that a flow has shown in the chat, with the content that
// it had then. The data that the view is to be drawn with is not in it: the client has
// it from the message that brought the token. spec: DescribeView.
// client: amazon-connect-chat-interface src/components/Chat/ChatSession.js
func (s *Service) DescribeView(ctx context.Context, in *participant.DescribeViewInput) (*participant.DescribeViewOutput, error) {
	a, err := s.Conversations.Hear(ctx, identity(ctx))
	if err != nil {
		return nil, err
	}
	reference, content, err := s.Tokens.OpenView(a.Session.ID, *in.ViewToken)
	if err != nil {
		return nil, participant.NewError(viewNotFound, "ViewToken: leads to no view of this chat")
	}
	v, err := s.Directory.ShownView(ctx, a.Session.InstanceID, reference, content)
	if chat.KindOf(err) == chat.KindNotFound {
		return nil, participant.NewError(viewNotFound, "ViewToken: the view does not exist any more")
	}
	if err != nil {
		return nil, err
	}
	out := &participant.View{
		Id:   new(v.ID),
		Arn:  new(s.Directory.ViewARN(&v)),
		Name: new(v.Name),
		Content: &participant.ViewContent{
			Template: new(v.Content.Template), InputSchema: new(v.Content.InputSchema), Actions: v.Content.Actions,
		},
	}
	if v.Version > 0 {
		out.Version = new(int32(v.Version))
	}
	return &participant.DescribeViewOutput{View: out}, nil
}
