package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
)

// GetFederationToken would sign in, by a link, the user as whom somebody calls: on the
// service the session name of the caller's role is a user's name. The access key of an
// installation is nobody's. Users sign in by OpenID Connect instead.
// spec: GetFederationToken.
func (s instances) GetFederationToken(ctx context.Context, in *connect.GetFederationTokenInput) (*connect.GetFederationTokenOutput, error) {
	if _, err := s.Directory.Instance(ctx, text(in.InstanceId)); err != nil {
		return nil, err
	}
	return nil, &connect.UserNotFoundException{Message: "the access key is no user's: users sign in at /login, with a password or by OpenID Connect"}
}
