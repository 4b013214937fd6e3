package directory

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// ProviderSubject is who somebody is at an identity provider: the name that it never
// gives to another. spec: OpenID Connect Core, ID Token, iss and sub.
type ProviderSubject struct{ Issuer, Subject string }

// BindUser notes who a user is at a provider, unless that is known. KindNotFound;
// KindConflict for one who is somebody else there. Of another provider than the one
// that is noted the first to come counts.
func (d *Directory) BindUser(ctx context.Context, instance chat.InstanceID, reference string, as ProviderSubject) error {
	u, err := d.User(ctx, instance, reference)
	if err != nil || u.Spec.Subject != nil && *u.Spec.Subject == as {
		return err
	}
	return d.changeUser(ctx, instance, reference, func(_ context.Context, u *User) error {
		if known := u.Spec.Subject; known != nil && known.Issuer == as.Issuer && known.Subject != as.Subject {
			return &chat.Error{Kind: chat.KindConflict, Detail: "the user is somebody else at the provider"}
		}
		u.Spec.Subject = &as
		return nil
	})
}

// ReleaseUser forgets who a user is at a provider. KindNotFound.
func (d *Directory) ReleaseUser(ctx context.Context, instance chat.InstanceID, reference string) error {
	return d.changeUser(ctx, instance, reference, func(_ context.Context, u *User) error {
		u.Spec.Subject = nil
		return nil
	})
}
