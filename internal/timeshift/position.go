package timeshift

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// The position is a resource beside those of the installation, so that whatever
// becomes of the database, the times in it and the clock stay together.
const (
	positionInstance chat.InstanceID    = "rejoin"
	positionKind     store.ResourceKind = "clock"
	positionID                          = "position"
)

// ErrMoved says that the times of an installation lie ahead of the machine's.
var ErrMoved = errors.New("the clock of this installation was moved ahead: serve it with --clock manual, or begin with a new data folder")

// Position is where an installation's clock is.
type Position struct {
	resources store.Directory
	kept      store.Resource // guarded by the mover, who makes one move at a time
	ahead     time.Duration
}

// spec is the content of the resource.
type spec struct {
	Ahead time.Duration `json:"aheadNanoseconds"`
}

// ReadPosition reads where the clock is.
func ReadPosition(ctx context.Context, resources store.Directory) (*Position, error) {
	p := &Position{resources: resources}
	kept, err := resources.Resource(ctx, positionInstance, positionKind, positionID)
	if errors.Is(err, store.ErrNotFound) {
		return p, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the clock's position: %w", err)
	}
	var s spec
	if err := json.Unmarshal(kept.Spec, &s); err != nil {
		return nil, fmt.Errorf("read the clock's position: %w", err)
	}
	p.kept, p.ahead = kept, s.Ahead
	return p, nil
}

// Moved reports whether the clock was ever moved.
func (p *Position) Moved() bool { return p.kept.Revision > 0 }

// Ahead is the lead over the machine's clock.
func (p *Position) Ahead() time.Duration { return p.ahead }

// Keep writes another position down.
func (p *Position) Keep(ctx context.Context, ahead time.Duration) error {
	raw, err := json.Marshal(spec{ahead})
	if err != nil {
		return err
	}
	next := p.kept
	next.Spec = raw
	if p.Moved() {
		err = p.resources.SaveResource(ctx, next)
	} else {
		next.InstanceID, next.Kind, next.ID, next.Name = positionInstance, positionKind, positionID, positionID
		err = p.resources.CreateResource(ctx, next)
	}
	if err != nil {
		return err
	}
	next.Revision++
	p.kept, p.ahead = next, ahead
	return nil
}
