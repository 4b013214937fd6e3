package postgres

import (
	"cmp"
	"context"
	"errors"
	"reflect"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/form"
)

// An agent's row is his lock, as a session's row of heads is the session's. Who
// is not there yet is locked by a row that is put there for him: it has no
// version, waits for nobody but another that does the same, and is gone before
// the transaction ends unless it was saved. An advisory lock would do the same,
// but it is the server's and not the row's, so that a PostgreSQL that shards
// would have each of its servers grant it.

const (
	agentColumns = `instance_id, user_id, ` + agentRest
	agentMarks   = `$1, $2, ` + agentRestMarks
	// tallyColumns are written with an agent, and read by what counts agents.
	tallyColumns = `status_id, status, connecting, connected, ended, present`
	tallyMarks   = `$9, $10, $11, $12, $13, $14`
	// The key itself is never written again: what shards by it may refuse.
	agentRest      = `profile_id, routable, contacts, idle_since, version, state`
	agentRestMarks = `$3, $4, $5, $6, $7, $8`

	selectAgent = `SELECT ` + agentColumns + ` FROM agents WHERE instance_id = $1 AND user_id = $2`
	lockAgent   = selectAgent + ` FOR UPDATE`
	// It waits for another transaction that does the same.
	holdAgent = `INSERT INTO agents (` + agentColumns + `) VALUES ($1, $2, ''::bytea, false, 0, 0, 0, '{}')
		ON CONFLICT DO NOTHING`
	dropAgent   = `DELETE FROM agents WHERE instance_id = $1 AND user_id = $2 AND version = 0`
	updateAgent = `UPDATE agents SET (` + agentRest + `, ` + tallyColumns + `) = (` + agentRestMarks + `, ` + tallyMarks + `)
		WHERE instance_id = $1 AND user_id = $2`
	// The first of each number of contacts, by the partial index of those who want
	// some, and of these the first of all.
	selectFreeAgents = `SELECT free.* FROM generate_series(0, $3::integer - 1) AS n, LATERAL (
			SELECT ` + agentColumns + ` FROM agents
			WHERE instance_id = $1 AND profile_id = $2 AND routable AND contacts = n
			ORDER BY idle_since, user_id LIMIT $4
		) AS free ORDER BY idle_since, user_id LIMIT $4`

	selectAllAgents = `SELECT ` + agentColumns + ` FROM agents`
	deleteAgents    = `DELETE FROM agents`
	insertAgent     = `INSERT INTO agents (` + agentColumns + `, ` + tallyColumns + `) VALUES (` + agentMarks + `, ` + tallyMarks + `)`
)

// agentKey names an agent.
type agentKey struct {
	instance chat.InstanceID
	user     chat.UserID
}

func (k agentKey) args() []any { return []any{putID(k.instance), putID(k.user)} }

func agentArgs(a *chat.Agent) ([]any, error) {
	state, err := form.Text(form.Agent(a))
	tally := a.Tally()
	return []any{
		putID(a.InstanceID), putID(a.UserID), putID(a.ProfileID), a.Routable(),
		int64(a.Taken()), a.IdleSince.UnixMilli(), a.Version, state,
		tally.StatusID, string(tally.StatusType), int64(tally.Connecting), int64(tally.Connected), int64(tally.Ended),
		tally.Present(),
	}, err
}

func scanAgent(r row) (chat.Agent, error) {
	a := chat.Agent{
		InstanceID: getID[chat.InstanceID](r[0]),
		UserID:     getID[chat.UserID](r[1]),
		ProfileID:  getID[string](r[2]),
		IdleSince:  r.time(5),
		Version:    r.int(6),
	}
	return a, form.ReadAgent(r[7], &a)
}

// Agent implements store.Reader.
func (s *Store) Agent(ctx context.Context, instance chat.InstanceID, user chat.UserID) (chat.Agent, error) {
	return one(s.asking(ctx), scanAgent, selectAgent, agentKey{instance, user}.args()...)
}

// FreeAgents implements store.Reader.
func (s *Store) FreeAgents(ctx context.Context, instance chat.InstanceID, profile string, room, limit int) ([]chat.Agent, error) {
	free, err := list(s.asking(ctx), scanAgent, selectFreeAgents, putID(instance), putID(profile), int64(room), int64(limit))
	// The order of stored ids is not that of ids.
	slices.SortStableFunc(free, func(a, b chat.Agent) int {
		return cmp.Or(a.IdleSince.Compare(b.IdleSince), cmp.Compare(a.UserID, b.UserID))
	})
	return free, err
}

// UpdateAgent implements store.Store. It takes two round trips, as Update does.
func (s *Store) UpdateAgent(ctx context.Context, instance chat.InstanceID, user chat.UserID, fn func(*chat.Agent) error) error {
	key := agentKey{instance, user}
	var found []chat.Agent
	return s.transact(ctx, work{
		open: func(t *tx) (err error) {
			found, err = t.lockAgent(key, &call{sql: begin})
			return err
		},
		do: func(t *tx) error {
			a := chat.Agent{InstanceID: instance, UserID: user}
			if len(found) > 0 {
				a = found[0]
			}
			return t.updateAgent(a, fn)
		},
	})
}

func (t *tx) updateAgent(a chat.Agent, fn func(*chat.Agent) error) error {
	key, version := agentKey{a.InstanceID, a.UserID}, a.Version
	before, err := agentArgs(&a)
	if err != nil {
		return err
	}
	if err := fn(&a); err != nil {
		return err
	}
	a.InstanceID, a.UserID, a.Version = key.instance, key.user, version
	after, err := agentArgs(&a)
	if err != nil || reflect.DeepEqual(before, after) {
		return err
	}
	return t.SaveAgent(a)
}

// Agent implements store.Tx.
func (t *tx) Agent(instance chat.InstanceID, user chat.UserID) (chat.Agent, error) {
	key := agentKey{instance, user}
	if err := t.usable(); err != nil {
		return chat.Agent{}, err
	}
	waiting := t.writes
	t.writes = nil
	found, err := t.lockAgent(key, waiting...)
	if err == nil && len(found) == 0 {
		err = store.ErrNotFound
	}
	if err != nil {
		return chat.Agent{}, err
	}
	return found[0], nil
}

// lockAgent sends what is to go before and locks an agent's row; none is returned
// for one who is not there yet, who is locked all the same.
func (t *tx) lockAgent(key agentKey, before ...*call) (found []chat.Agent, err error) {
	lock := func() *call {
		return &call{sql: lockAgent, args: key.args(), each: func(r row) error {
			a, err := scanAgent(r)
			found = append(found, a)
			return err
		}}
	}
	if err := t.failed(t.send(append(before, lock())...)); err != nil {
		return nil, err
	}
	if len(found) == 0 {
		if err := t.failed(t.send(&call{sql: holdAgent, args: key.args()}, lock())); err != nil {
			return nil, err
		}
	}
	if len(found) == 0 { // taken away in between, by an import
		return nil, t.failed(errRepeat)
	}
	if t.agents == nil {
		t.agents = map[agentKey]chat.Agent{}
	}
	t.agents[key] = found[0]
	if found[0].Version == 0 {
		return nil, nil
	}
	return found, nil
}

// SaveAgent implements store.Tx.
func (t *tx) SaveAgent(a chat.Agent) error {
	key := agentKey{a.InstanceID, a.UserID}
	before, ok := t.agents[key]
	if !ok {
		return errUnread
	}
	a.Version = before.Version + 1
	args, err := agentArgs(&a)
	if err != nil {
		return err
	}
	if err := t.write(updateAgent, args...); err != nil {
		return err
	}
	t.agents[key] = a
	if left := before.Left(&a); left != nil {
		return t.write(insertSpan, spanArgs(left)...)
	}
	return nil
}

var errUnread = errors.New("postgres: an agent is saved that the transaction has not read")

// dropHeld takes away the rows of agents who were not there and were not saved.
func (t *tx) dropHeld() {
	for key, a := range t.agents {
		if a.Version == 0 {
			t.writes = append(t.writes, &call{sql: dropAgent, args: key.args()})
		}
	}
}
