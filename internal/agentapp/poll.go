package agentapp

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/restjson"
)

const (
	// MaxHold is how long a request for a snapshot is held at most.
	// client: amazon-connect-streams src/worker.js, which asks for 30 seconds.
	MaxHold = 30 * time.Second
	// lookEvery is how often a request that is held looks by itself while events may
	// be lost.
	lookEvery = 5 * time.Second
)

// snapshotOutput is the answer of GetAgentSnapshot.
type snapshotOutput struct {
	Snapshot  *snapshot `json:"snapshot"`
	NextToken string    `json:"nextToken"`
}

// GetAgentSnapshot tells what the agent's status is and which contacts he has before
// him: at once when that is not what the token stands for, otherwise as soon as it
// changes, or when the client's time for it is over.
// client: amazon-connect-streams src/worker.js, pollForAgent.
func (s *Service) GetAgentSnapshot(ctx context.Context, in *input) (*snapshotOutput, error) {
	w, release := s.hub.watch(callerOf(ctx))
	defer release()
	wait := waiting{until: s.ClientClock.Now().Add(hold(in.Timeout)), changed: w.next(), sick: s.unsure()}
	seen, err := s.look(ctx)
	if err != nil {
		return nil, err
	}
	for seen.NextToken == value(in.NextToken) && s.wait(ctx, w, &wait) {
		now, err := s.lookAgain(ctx)
		if errors.Is(err, errSignedOut) {
			return nil, err
		}
		if wait.failed = err != nil; wait.failed {
			// What is known may still be so, and to say nothing would be no better.
			s.Log.Warn("an agent could not be looked at, it is tried again", slog.Any("error", err))
			continue
		}
		seen = now
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := s.check(ctx); errors.Is(err, errSignedOut) {
		return nil, err
	}
	seen.Snapshot.SnapshotTimestamp = restjson.Timestamp{Time: s.Clock.Now()}
	return seen, nil
}

// errSignedOut ends a request that is held for an agent whose sign-in is over.
var errSignedOut = refuse(codeUnauthorized, "sign in again")

// check is errSignedOut once the caller's sign-in is over.
func (s *Service) check(ctx context.Context) error {
	err := s.Check(ctx, callerOf(ctx))
	if chat.KindOf(err) == chat.KindDenied {
		return errSignedOut
	}
	return err
}

// lookAgain looks for a caller who has waited: he may have been signed out meanwhile.
func (s *Service) lookAgain(ctx context.Context) (*snapshotOutput, error) {
	if err := s.check(ctx); err != nil {
		return nil, err
	}
	return s.look(ctx)
}

// hold is how long a client wants its request to be held.
func hold(millis *int64) time.Duration {
	if millis == nil {
		return MaxHold
	}
	return min(max(0, time.Duration(min(*millis, int64(MaxHold/time.Millisecond)))*time.Millisecond), MaxHold)
}

// waiting is a request that is held.
type waiting struct {
	until   time.Time
	changed <-chan struct{}
	// sick says that events may have been lost when it was looked last, failed that
	// the last look into the store failed.
	sick, failed bool
}

// wait waits until there may be something new; false when the time is over, the
// client has gone or the process ends.
func (s *Service) wait(ctx context.Context, w *watch, on *waiting) bool {
	for {
		left := on.until.Sub(s.ClientClock.Now())
		if left <= 0 {
			return false
		}
		timer := s.ClientClock.NewTimer(min(left, lookEvery))
		select {
		case <-on.changed:
			timer.Stop()
			on.changed = w.next()
			return true
		case <-timer.C():
		case <-ctx.Done():
			timer.Stop()
			return false
		case <-s.Done:
			timer.Stop()
			return false
		}
		was := on.sick
		if on.sick = s.unsure(); on.sick || was || on.failed {
			return true
		}
	}
}

// unsure reports whether events may be lost now.
func (s *Service) unsure() bool { return s.Lossy || !s.Broker.Healthy() }
