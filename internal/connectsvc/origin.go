package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// origins serves the approved origins: whose pages may frame those of the instance.
type origins struct{ *backend }

// AssociateApprovedOrigin approves of an origin. spec: AssociateApprovedOrigin.
func (s origins) AssociateApprovedOrigin(ctx context.Context, in *connect.AssociateApprovedOriginInput) (*connect.AssociateApprovedOriginOutput, error) {
	return nil, s.Directory.ApproveOrigin(ctx, instanceOf(in.InstanceId), text(in.Origin), text(in.ClientToken))
}

// DisassociateApprovedOrigin takes the approval back. spec: DisassociateApprovedOrigin.
func (s origins) DisassociateApprovedOrigin(ctx context.Context, in *connect.DisassociateApprovedOriginInput) (*connect.DisassociateApprovedOriginOutput, error) {
	return nil, s.Directory.DisapproveOrigin(ctx, instanceOf(in.InstanceId), text(in.Origin), text(in.ClientToken))
}

// ListApprovedOrigins reads a page of the origins. spec: ListApprovedOrigins.
func (s origins) ListApprovedOrigins(ctx context.Context, in *connect.ListApprovedOriginsInput) (*connect.ListApprovedOriginsOutput, error) {
	found, next, err := pageOf(ctx, s.backend, listing{"ListApprovedOrigins", in.InstanceId, in.NextToken, in.MaxResults},
		func(ctx context.Context, instance chat.InstanceID, after string, limit int) ([]string, string, error) {
			return s.Directory.Associations(ctx, directory.KindOrigin, instance, nil, after, min(limit, shortList))
		})
	return &connect.ListApprovedOriginsOutput{Origins: append([]string{}, found...), NextToken: next}, err
}
