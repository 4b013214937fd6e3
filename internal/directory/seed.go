package directory

import (
	"context"
	"errors"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/samples"
)

// What a new installation starts with has the same ids everywhere, so that a
// front end's configuration, a test or a flow that names them works against
// every fresh data folder.
const (
	DefaultInstanceID chat.InstanceID = "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000001"
	BasicQueueID      string          = "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000101"
	BasicHoursID      string          = "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000201"
	BasicProfileID    string          = "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000301"
	statusAvailableID string          = "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000401"
	statusOfflineID   string          = "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000402"
	// SampleInboundID is the flow that a chat starts with when nobody says
	// which.
	SampleInboundID chat.FlowID = "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000501"
)

// sampleFlowIDs are the ids of the flows of a new instance.
var sampleFlowIDs = map[string]string{
	samples.SampleInbound:          string(SampleInboundID),
	samples.SampleDisconnect:       "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000502",
	samples.BasicChatDisconnect:    "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000503",
	samples.DefaultAgentHold:       "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000511",
	samples.DefaultAgentTransfer:   "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000512",
	samples.DefaultAgentWhisper:    "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000513",
	samples.DefaultCustomerHold:    "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000514",
	samples.DefaultCustomerQueue:   "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000515",
	samples.DefaultCustomerWhisper: "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000516",
	samples.DefaultOutbound:        "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000517",
	samples.DefaultQueueTransfer:   "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000518",
}

// Seed makes the default instance and its resources where they do not exist.
// What an operator has changed or deleted since is left alone: a seed that
// finds the instance does nothing more, but for security profiles, without which
// there can be no users: an instance of before there were any gets them.
func (d *Directory) Seed(ctx context.Context) error {
	_, err := d.Instance(ctx, string(DefaultInstanceID))
	if chat.KindOf(err) == chat.KindNotFound {
		return plant(ctx, d.seedHours, d.seedQueue, d.seedProfile, d.seedSecurityProfiles, d.seedStatuses, d.seedFlows, d.seedInstance)
	}
	if err != nil {
		return err
	}
	have, _, err := d.SecurityProfiles(ctx, DefaultInstanceID, "", 1)
	if err != nil || len(have) > 0 {
		return err
	}
	return plant(ctx, d.seedSecurityProfiles)
}

// plant takes a seed that was cut short up again where it stopped.
func plant(ctx context.Context, seeds ...func(context.Context) error) error {
	for _, seed := range seeds {
		if err := seed(ctx); err != nil && chat.KindOf(err) != chat.KindDuplicate {
			return err
		}
	}
	return nil
}

func seeded(id, name string) Entry {
	return Entry{InstanceID: DefaultInstanceID, ID: id, Name: name}
}

// seedInstance comes last: it marks the seed as complete.
func (d *Directory) seedInstance(ctx context.Context) error {
	_, err := create(ctx, d, KindInstance, seeded(string(DefaultInstanceID), "rejoin"), InstanceSpec{
		IdentityManagement: "CONNECT_MANAGED",
		Defaults: map[chat.Hook]chat.FlowID{
			chat.HookCustomerQueue: chat.FlowID(sampleFlowIDs[samples.DefaultCustomerQueue]),
		},
	})
	return err
}

func (d *Directory) seedHours(ctx context.Context) error {
	spec := HoursSpec{Description: "Around the clock", TimeZone: "UTC"}
	for day := time.Sunday; day <= time.Saturday; day++ {
		spec.Open = append(spec.Open, OpenTime{Day: day})
	}
	_, err := create(ctx, d, KindHours, seeded(BasicHoursID, "Basic Hours"), spec)
	return err
}

func (d *Directory) seedQueue(ctx context.Context) error {
	_, err := create(ctx, d, KindQueue, seeded(BasicQueueID, samples.BasicQueue), QueueSpec{
		Description: "The queue of the sample flows", HoursID: BasicHoursID,
	})
	return err
}

func (d *Directory) seedProfile(ctx context.Context) error {
	_, err := create(ctx, d, KindRoutingProfile, seeded(BasicProfileID, "Basic Routing Profile"), RoutingProfileSpec{
		Description: "Serves the basic queue", ChatConcurrency: 2, DefaultQueueID: BasicQueueID,
		Queues: []RoutedQueue{{QueueID: BasicQueueID, Priority: 1}},
	})
	return err
}

func (d *Directory) seedStatuses(ctx context.Context) error {
	for _, s := range []struct {
		id, name, kind string
		order          int
	}{
		{statusAvailableID, "Available", StatusRoutable, 1},
		{statusOfflineID, "Offline", StatusOffline, 2},
	} {
		_, err := create(ctx, d, KindAgentStatus, seeded(s.id, s.name), AgentStatusSpec{Type: s.kind, DisplayOrder: s.order})
		if err != nil && chat.KindOf(err) != chat.KindDuplicate {
			return err
		}
	}
	return nil
}

func (d *Directory) seedFlows(ctx context.Context) error {
	for _, f := range samples.All() {
		id, known := sampleFlowIDs[f.Name]
		if !known {
			return chat.Internal("seed flow "+f.Name, errors.New("it has no id"))
		}
		content := f.Content(func(kind flow.Resource, name string) string {
			if kind == flow.ResourceQueue {
				return d.Names.Resource(DefaultInstanceID, KindQueue, BasicQueueID)
			}
			return d.Names.Resource(DefaultInstanceID, KindFlow, sampleFlowIDs[name])
		})
		if err := d.keepContent(ctx, DefaultInstanceID, content); err != nil {
			return err
		}
		_, err := create(ctx, d, KindFlow, seeded(id, f.Name), FlowSpec{
			Type: f.Type, Description: f.Description, Published: content,
		})
		if err != nil && chat.KindOf(err) != chat.KindDuplicate {
			return err
		}
	}
	return nil
}
