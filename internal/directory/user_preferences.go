package directory

import (
	"context"
	"maps"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// The bounds of what an agent's page may keep.
const (
	maxPreferences     = 50
	maxPreferenceBytes = 4096
)

// SetUserPreferences replaces what the user's page keeps for the user, such as a
// language; it means nothing here. KindNotFound, KindInvalid.
// spec: UpdateAgentConfiguration of Streams, agentPreferences.
func (d *Directory) SetUserPreferences(ctx context.Context, instance chat.InstanceID, reference string, preferences map[string]string) error {
	size := 0
	for k, v := range preferences {
		size += len(k) + len(v)
	}
	if len(preferences) > maxPreferences || size > maxPreferenceBytes {
		return chat.Invalid("agentPreferences", "may have 50 entries of 4,096 bytes together")
	}
	return d.changeUser(ctx, instance, reference, func(_ context.Context, u *User) error {
		u.Spec.Preferences = maps.Clone(preferences)
		return nil
	})
}
