package agentapp

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/restjson"
)

// snapshot is what an agent has before him. client: amazon-connect-streams src/api.js.
type snapshot struct {
	State        agentState   `json:"state"`
	NextState    *agentState  `json:"nextState"`
	Availability availability `json:"agentAvailabilityState"`
	Contacts     []contact    `json:"contacts"` // never null
	// SnapshotTimestamp is when it was told, by the clock of all times in it.
	SnapshotTimestamp restjson.Timestamp `json:"snapshotTimestamp"`
}

// agentState is a status that the agent has, or will have.
type agentState struct {
	agentStatus
	StartTimestamp restjson.Timestamp `json:"startTimestamp"`
}

type availability struct {
	State string `json:"state"`
	// TimeStamp has a capital S. client: amazon-connect-streams, its API model.
	TimeStamp restjson.Timestamp `json:"timeStamp"`
}

// look reads what the agent has before him, without the time of it, and the token
// that stands for it.
func (s *Service) look(ctx context.Context) (*snapshotOutput, error) {
	a := callerOf(ctx)
	desk, err := s.desk(ctx, a)
	if err != nil {
		return nil, err
	}
	statuses, err := s.names.statuses(ctx, a.Instance)
	if err != nil {
		return nil, err
	}
	out := &snapshot{Contacts: []contact{}}
	since := desk.Status.Since
	if desk.Status.ID == "" { // who never took one
		u, err := s.Directory.User(ctx, a.Instance, string(a.User))
		if err != nil {
			return nil, err
		}
		since = u.CreatedAt
	}
	out.State = stateOf(statuses, desk.Status, since)
	out.Availability = availability{out.State.Name, out.State.StartTimestamp}
	if next := desk.Next; next != nil {
		state := stateOf(statuses, *next, next.Since)
		out.NextState = &state
	}
	if err := s.lookAtContacts(ctx, a, &desk, out); err != nil {
		return nil, err
	}
	return &snapshotOutput{Snapshot: out, NextToken: tokenOf(desk.Version, out)}, nil
}

// desk reads what the agent has before him. What he monitors and may not any more is
// over for him then.
func (s *Service) desk(ctx context.Context, a Agent) (conversation.Desk, error) {
	desk, err := s.Conversations.Desk(ctx, a.Instance, a.User)
	if err != nil || !desk.Monitors() {
		return desk, err
	}
	if may, err := s.may(ctx, directory.MayListen); err != nil || may {
		return desk, err
	}
	if err := s.Conversations.Unmonitor(ctx, &desk.Agent); err != nil {
		return desk, err
	}
	return s.Conversations.Desk(ctx, a.Instance, a.User)
}

func (s *Service) lookAtContacts(ctx context.Context, a Agent, desk *conversation.Desk, out *snapshot) error {
	if len(desk.Cases) == 0 {
		return nil
	}
	u, err := s.Directory.User(ctx, a.Instance, string(a.User))
	if err != nil {
		return err
	}
	for i := range desk.Cases {
		c, err := s.contact(ctx, a, &u, &desk.Cases[i])
		if err != nil {
			return err
		}
		out.Contacts = append(out.Contacts, *c)
	}
	return nil
}

// tokenOf stands for a snapshot without its time: the agent's version, for people
// who read it, and a digest of all.
func tokenOf(version int64, of *snapshot) string {
	text, err := json.Marshal(of)
	if err != nil {
		panic(err) // the shapes hold nothing that JSON cannot express
	}
	sum := sha256.Sum256(text)
	return strconv.FormatInt(version, 10) + "." + base64.RawURLEncoding.EncodeToString(sum[:12])
}

// stateOf is a status as an agent has it. Who has none, or one that is deleted, is
// offline: routing offers such an agent nothing.
func stateOf(all []agentStatus, s chat.AgentStatus, since time.Time) agentState {
	out := agentState{
		agentStatus: agentStatus{Type: typeOf(directory.StatusOffline), Name: "Offline"}, StartTimestamp: restjson.Timestamp{Time: since},
	}
	for _, known := range all {
		if known.id == s.ID || s.ID == "" && known.Type == out.Type {
			out.agentStatus = known
			break
		}
	}
	return out
}
