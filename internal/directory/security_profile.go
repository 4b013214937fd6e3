package directory

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// SecurityProfile says what its users may do.
type SecurityProfile struct {
	Entry
	Spec SecurityProfileSpec
}

// SecurityProfileSpec is what a security profile has besides its entry.
type SecurityProfileSpec struct {
	Description string
	// Permissions are the names of what the users may do, in order. nil of a profile
	// that a new instance has stands for what those permit; SecurityProfile has them.
	Permissions []string
	// The rest is kept and shown. It restricts what people see on the service's own
	// pages, of which there are none here.
	AllowedTags         map[string]string `json:",omitempty"`
	TagRestricted       []string          `json:",omitempty"`
	HierarchyRestricted []string          `json:",omitempty"`
	Applications        []Application     `json:",omitempty"`
	FlowModuleIDs       []string          `json:",omitempty"`
}

// Application is an application of others that the users of a security profile may
// use. spec: Application.
type Application struct {
	Namespace   string
	Type        string `json:",omitempty"`
	Permissions []string
}

// SecurityProfile reads a security profile by id or ARN. KindNotFound.
func (d *Directory) SecurityProfile(ctx context.Context, instance chat.InstanceID, reference string) (SecurityProfile, error) {
	e, s, err := get[SecurityProfileSpec](ctx, d, KindSecurityProfile, instance, reference)
	return securityProfileOf(e, s), err
}

// SecurityProfiles reads a page of an instance's security profiles in order of id,
// and says where the next one begins, "" at the end. spec: ListSecurityProfiles.
func (d *Directory) SecurityProfiles(ctx context.Context, instance chat.InstanceID, after string, limit int) ([]SecurityProfile, string, error) {
	return list(ctx, d, KindSecurityProfile, instance, after, limit, securityProfileOf)
}

// AllSecurityProfiles reads all security profiles of an instance in order of id.
func (d *Directory) AllSecurityProfiles(ctx context.Context, instance chat.InstanceID) ([]SecurityProfile, error) {
	return every(ctx, d, KindSecurityProfile, instance, securityProfileOf)
}

func securityProfileOf(e Entry, s SecurityProfileSpec) SecurityProfile {
	if s.Permissions == nil {
		s.Permissions = permissionsOf(seededPermissions[e.ID])
	}
	return SecurityProfile{e, s}
}

// The security profiles of a new instance. spec: Default security profiles.
const (
	AdminProfileID          = "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000601"
	AgentProfileID          = "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000602"
	ManagerProfileID        = "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000603"
	QualityAnalystProfileID = "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000604"
)

func (d *Directory) seedSecurityProfiles(ctx context.Context) error {
	for _, p := range []struct{ id, name, description string }{
		{AdminProfileID, "Admin", "May do everything"},
		{AgentProfileID, "Agent", "May take contacts"},
		{ManagerProfileID, "CallCenterManager", "May manage agents, queues and flows, and look after contacts"},
		{QualityAnalystProfileID, "QualityAnalyst", "May read contacts and metrics"},
	} {
		_, err := create(ctx, d, KindSecurityProfile, seeded(p.id, p.name), SecurityProfileSpec{Description: p.description})
		if err != nil && chat.KindOf(err) != chat.KindDuplicate {
			return err
		}
	}
	return nil
}
