package sqlite

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/form"
)

const (
	agentColumns = `instance_id, user_id, profile_id, routable, contacts, idle_since, version, state`
	// tallyColumns are written with an agent, and read by what counts agents.
	tallyColumns = `status_id, status, connecting, connected, ended, present`

	selectAgent = `SELECT ` + agentColumns + ` FROM agents WHERE instance_id = ? AND user_id = ?`
	// Those of one number of contacts, by the partial index of those who want some.
	selectFreeAgents = `SELECT user_id, idle_since FROM agents
		WHERE instance_id = ? AND profile_id = ? AND routable = 1 AND contacts = ?
		ORDER BY idle_since, user_id LIMIT ?`
	selectAllAgents = `SELECT ` + agentColumns + ` FROM agents`
)

var (
	insertAgentSQL = insertSQL("agents", agentColumns+", "+tallyColumns)
	updateAgentSQL = updateSQL("agents", agentColumns+", "+tallyColumns, "instance_id = ?1 AND user_id = ?2")
)

// agentKey names an agent.
type agentKey struct {
	instance chat.InstanceID
	user     chat.UserID
}

func agentArgs(a *chat.Agent) ([]any, error) {
	state, err := form.Text(form.Agent(a))
	tally := a.Tally()
	return []any{
		putID(a.InstanceID), putID(a.UserID), putID(a.ProfileID), putBool(a.Routable()),
		int64(a.Taken()), a.IdleSince.UnixMilli(), a.Version, state,
		tally.StatusID, string(tally.StatusType), int64(tally.Connecting), int64(tally.Connected), int64(tally.Ended),
		putBool(tally.Present()),
	}, err
}

func scanAgent(r row) (chat.Agent, error) {
	a := chat.Agent{
		InstanceID: getID[chat.InstanceID](r, 0),
		UserID:     getID[chat.UserID](r, 1),
		ProfileID:  getID[string](r, 2),
		IdleSince:  r.time(5),
		Version:    r.int(6),
	}
	return a, form.ReadAgent(r.form(7), &a)
}

func readAgent(c *conn, key agentKey) (chat.Agent, error) {
	return only(c, scanAgent, selectAgent, putID(key.instance), putID(key.user))
}

// readFreeAgents looks for the first of each number of contacts, and reads of
// these the first of all.
func readFreeAgents(c *conn, instance chat.InstanceID, profile string, room, limit int) ([]chat.Agent, error) {
	type idle struct {
		user  chat.UserID
		since int64
	}
	scan := func(r row) (idle, error) { return idle{getID[chat.UserID](r, 0), r.int(1)}, nil }
	var all []idle
	for n := range room {
		some, err := list(c, scan, selectFreeAgents, putID(instance), putID(profile), int64(n), int64(limit))
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortFunc(all, func(a, b idle) int {
		return cmp.Or(cmp.Compare(a.since, b.since), cmp.Compare(a.user, b.user))
	})
	var free []chat.Agent
	for _, one := range all[:min(limit, len(all))] {
		a, err := readAgent(c, agentKey{instance, one.user})
		if err != nil {
			return nil, err
		}
		free = append(free, a)
	}
	return free, nil
}

// Agent implements store.Reader.
func (r *reader) Agent(ctx context.Context, instance chat.InstanceID, user chat.UserID) (chat.Agent, error) {
	return read(ctx, r, func(c *conn) (chat.Agent, error) { return readAgent(c, agentKey{instance, user}) })
}

// FreeAgents implements store.Reader.
func (r *reader) FreeAgents(ctx context.Context, instance chat.InstanceID, profile string, room, limit int) ([]chat.Agent, error) {
	return snapshot(ctx, r, func(c *conn) ([]chat.Agent, error) {
		return readFreeAgents(c, instance, profile, room, limit)
	})
}

// Agent implements store.Tx. There is one writer, so nobody else changes him.
func (t *tx) Agent(instance chat.InstanceID, user chat.UserID) (chat.Agent, error) {
	key := agentKey{instance, user}
	a, err := within(t, func(c *conn) (chat.Agent, error) { return readAgent(c, key) })
	if err == nil || errors.Is(err, store.ErrNotFound) {
		if t.agents == nil {
			t.agents = map[agentKey]chat.Agent{}
		}
		a.InstanceID, a.UserID = instance, user
		t.agents[key] = a
	}
	return a, err
}

// SaveAgent implements store.Tx.
func (t *tx) SaveAgent(a chat.Agent) error {
	key := agentKey{a.InstanceID, a.UserID}
	before, ok := t.agents[key]
	if !ok {
		return errUnread
	}
	c, err := t.writing("")
	if err != nil {
		return err
	}
	a.Version = before.Version + 1
	args, err := agentArgs(&a)
	if err != nil {
		return err
	}
	if err := c.save(updateAgentSQL, insertAgentSQL, args...); err != nil {
		return err
	}
	t.agents[key] = a
	if left := before.Left(&a); left != nil {
		return putSpan(c, *left)
	}
	return nil
}

var errUnread = errors.New("sqlite: an agent is saved that the transaction has not read")

// UpdateAgent implements store.Store.
func (s *Store) UpdateAgent(ctx context.Context, instance chat.InstanceID, user chat.UserID, fn func(*chat.Agent) error) error {
	return s.writer.queue.submit(ctx, func(w *writer) error {
		return w.atomically(func(t *tx) error { return t.updateAgent(instance, user, fn) })
	})
}

func (t *tx) updateAgent(instance chat.InstanceID, user chat.UserID, fn func(*chat.Agent) error) error {
	a, err := t.Agent(instance, user)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	a.InstanceID, a.UserID = instance, user
	before, err := agentArgs(&a)
	if err != nil {
		return err
	}
	version := a.Version
	if err := fn(&a); err != nil {
		return err
	}
	a.InstanceID, a.UserID, a.Version = instance, user, version
	after, err := agentArgs(&a)
	if err != nil || slices.Equal(before, after) {
		return err
	}
	return t.SaveAgent(a)
}

func insertAgent(c *conn, a chat.Agent) error {
	args, err := agentArgs(&a)
	if err != nil {
		return err
	}
	_, err = c.exec(insertAgentSQL, args...)
	return err
}
