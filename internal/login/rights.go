package login

import (
	"context"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// Rights are what a user may do, of all security profiles together, in order.
type Rights []string

// Rights reads what a user may do now. KindNotFound when the user is gone.
func (s *Service) Rights(ctx context.Context, user chat.UserID) (Rights, error) {
	u, err := s.Directory.User(ctx, s.Instance, string(user))
	if err != nil {
		return nil, err
	}
	names, err := s.Directory.PermissionsOf(ctx, u)
	return names, err
}

// May reports whether a permission is among them, by the name that Amazon Connect
// gives it.
func (r Rights) May(permission string) bool {
	_, found := slices.BinarySearch(r, permission)
	return found
}

// Agent reports whether the user takes contacts.
func (r Rights) Agent() bool { return r.May(directory.MayWork) }

// Supervisor reports whether the user may listen in to the contacts of others.
// spec: MonitorContact.
func (r Rights) Supervisor() bool { return r.May(directory.MayListen) }

// Barge reports whether the user may join the contacts of others and be heard.
// spec: MonitorContact AllowedMonitorCapabilities.
func (r Rights) Barge() bool { return r.May(directory.MayBarge) }

// Admin reports whether the user decides what others may do.
func (r Rights) Admin() bool { return r.May(directory.MayAdminister) }
