package login

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// Request is what `rejoin user` is asked for.
type Request struct {
	// Do is what is done: one of the Do constants.
	Do string `json:"do"`
	// Name is the user's, empty for a list of all.
	Name string `json:"name,omitempty"`
	// Password is kept as it is; empty makes one that has to be changed.
	Password string `json:"password,omitempty"`
	// Profile is the name of the security profile of a new user, Routing that of the
	// routing profile; empty takes the ones that an instance starts with for agents.
	Profile string `json:"profile,omitempty"`
	Routing string `json:"routing,omitempty"`
	// Login is the one to revoke, empty for all of the user's.
	Login string `json:"login,omitempty"`
}

// What can be asked for.
const (
	DoAdd      = "add"
	DoPassword = "passwd"
	DoList     = "list"
	DoSessions = "sessions"
	DoRevoke   = "revoke"
	DoRelease  = "release"
)

// Answer is what becomes of a Request.
type Answer struct {
	// Password is one that was made, which is not told again.
	Password string       `json:"password,omitempty"`
	Users    []UserRow    `json:"users,omitempty"`
	Sessions []SessionRow `json:"sessions,omitempty"`
	Revoked  int          `json:"revoked,omitempty"`
}

// UserRow is a user in a list.
type UserRow struct {
	Name     string   `json:"name"`
	ID       string   `json:"id"`
	Profiles []string `json:"profiles"`
	// Password is none, once or set.
	Password string `json:"password"`
}

// SessionRow is a login in a list. Times are as the wire has them.
type SessionRow struct {
	ID      string `json:"id"`
	Created string `json:"created"`
	Used    string `json:"used"`
	Expires string `json:"expires"`
}

const (
	// maxListed bounds the logins in a list.
	maxListed = 100
	// idShown is how much of a login's name people see and type.
	idShown = 12
)

// Administer carries a request out. Its errors are of the domain: KindInvalid,
// KindNotFound, KindDuplicate and those of the directory.
func (s *Service) Administer(ctx context.Context, q Request) (Answer, error) {
	switch q.Do {
	case DoAdd:
		return s.add(ctx, q)
	case DoList:
		return s.list(ctx)
	}
	u, err := s.Directory.UserByName(ctx, s.Instance, q.Name)
	if err != nil {
		return Answer{}, err
	}
	switch q.Do {
	case DoPassword:
		return s.setPassword(ctx, &u, q.Password)
	case DoSessions:
		return s.sessions(ctx, &u)
	case DoRevoke:
		return s.revoke(ctx, &u, q.Login)
	case DoRelease:
		return Answer{}, s.Directory.ReleaseUser(ctx, s.Instance, u.ID)
	}
	return Answer{}, chat.Invalid("do", "is none of add, passwd, list, sessions, revoke, release")
}

// password is the one that was asked for, or one that was made and is good once.
func password(name, asked string) (text string, made bool, err error) {
	if asked == "" {
		return oneTimePassword(), true, nil
	}
	if err := fit(name, asked); err != nil {
		return "", false, chat.Invalid("password", "has 8 to 64 characters and is not the user name")
	}
	return asked, false, nil
}

// oneTimePassword draws a password that is easy to read out and to type: some 75 bits.
func oneTimePassword() string {
	raw := strings.ToLower(rand.Text())[:15]
	return raw[:5] + "-" + raw[5:10] + "-" + raw[10:]
}

func (s *Service) add(ctx context.Context, q Request) (Answer, error) {
	if q.Name == "" || len(q.Name) > maxName {
		return Answer{}, chat.Invalid("name", "has 1 to 100 characters")
	}
	secret, made, err := password(q.Name, q.Password)
	if err != nil {
		return Answer{}, err
	}
	spec, err := s.Profiles(ctx, q.Profile, q.Routing)
	if err != nil {
		return Answer{}, err
	}
	if _, err := s.Directory.CreateUser(ctx, s.Instance, directory.UserDraft{
		Username: q.Name, Password: secret, Once: made, Spec: spec,
	}); err != nil {
		return Answer{}, err
	}
	return told(secret, made), nil
}

// told is the answer that has a password if it was made.
func told(secret string, made bool) Answer {
	if !made {
		return Answer{}
	}
	return Answer{Password: secret}
}

// Profiles is what a new user has who gets the security profile and the routing profile
// of these names, which may be written small; "" takes the one that an instance starts
// with for agents. KindNotFound.
func (s *Service) Profiles(ctx context.Context, security, routing string) (directory.UserSpec, error) {
	spec := directory.UserSpec{SecurityProfileIDs: []string{directory.AgentProfileID}, RoutingProfileID: directory.BasicProfileID}
	if security != "" {
		all, err := s.Directory.AllSecurityProfiles(ctx, s.Instance)
		if err != nil {
			return spec, err
		}
		i := slices.IndexFunc(all, func(p directory.SecurityProfile) bool { return named(p.Entry, security) })
		if i < 0 {
			return spec, chat.NotFound("profile", "no security profile has this name")
		}
		spec.SecurityProfileIDs = []string{all[i].ID}
	}
	if routing != "" {
		all, err := s.Directory.AllRoutingProfiles(ctx, s.Instance)
		if err != nil {
			return spec, err
		}
		i := slices.IndexFunc(all, func(p directory.RoutingProfile) bool { return named(p.Entry, routing) })
		if i < 0 {
			return spec, chat.NotFound("routing", "no routing profile has this name")
		}
		spec.RoutingProfileID = all[i].ID
	}
	return spec, nil
}

func named(e directory.Entry, name string) bool {
	return strings.EqualFold(e.Name, name) || e.ID == name
}

// setPassword replaces a user's password and ends the user's logins.
func (s *Service) setPassword(ctx context.Context, u *directory.User, asked string) (Answer, error) {
	secret, made, err := password(u.Name, asked)
	if err != nil {
		return Answer{}, err
	}
	if err := s.Directory.SetUserPassword(ctx, s.Instance, u.ID, secret, made); err != nil {
		return Answer{}, err
	}
	a := told(secret, made)
	a.Revoked, err = s.RevokeAll(ctx, chat.UserID(u.ID))
	return a, err
}

func (s *Service) list(ctx context.Context) (Answer, error) {
	users, err := s.Directory.AllUsers(ctx, s.Instance)
	if err != nil {
		return Answer{}, err
	}
	all, err := s.Directory.AllSecurityProfiles(ctx, s.Instance)
	if err != nil {
		return Answer{}, err
	}
	names := make(map[string]string, len(all))
	for _, p := range all {
		names[p.ID] = p.Name
	}
	var a Answer
	for _, u := range users {
		row := UserRow{Name: u.Name, ID: u.ID, Profiles: []string{}, Password: "set"}
		switch {
		case u.Spec.PasswordHash == "":
			row.Password = "none"
		case u.Spec.PasswordOnce:
			row.Password = "once"
		}
		for _, id := range u.Spec.SecurityProfileIDs {
			if name := names[id]; name != "" {
				row.Profiles = append(row.Profiles, name)
			}
		}
		a.Users = append(a.Users, row)
	}
	slices.SortFunc(a.Users, func(x, y UserRow) int { return strings.Compare(x.Name, y.Name) })
	return a, nil
}

func (s *Service) logins(ctx context.Context, u *directory.User) ([]store.Login, error) {
	all, err := s.Store.LoginsOf(ctx, s.Instance, chat.UserID(u.ID), s.Clock.Now(), maxListed)
	if err != nil {
		return nil, away("read the logins of a user", err)
	}
	return slices.DeleteFunc(all, func(l store.Login) bool { return !s.live(&l, s.Clock.Now()) }), nil
}

func (s *Service) sessions(ctx context.Context, u *directory.User) (Answer, error) {
	all, err := s.logins(ctx, u)
	if err != nil {
		return Answer{}, err
	}
	var a Answer
	for _, l := range all {
		a.Sessions = append(a.Sessions, SessionRow{
			ID: string(l.ID[:idShown]), Created: chat.FormatInstant(l.CreatedAt),
			Used: chat.FormatInstant(l.UsedAt), Expires: chat.FormatInstant(l.ExpiresAt),
		})
	}
	return a, nil
}

// revoke ends the login of a user whose name begins like that, or all.
func (s *Service) revoke(ctx context.Context, u *directory.User, which string) (Answer, error) {
	if which == "" {
		n, err := s.RevokeAll(ctx, chat.UserID(u.ID))
		return Answer{Revoked: n}, err
	}
	all, err := s.logins(ctx, u)
	if err != nil {
		return Answer{}, err
	}
	all = slices.DeleteFunc(all, func(l store.Login) bool { return !strings.HasPrefix(string(l.ID), which) })
	switch {
	case len(which) < idShown || len(all) == 0:
		return Answer{}, chat.NotFound("login", "the user has no such session")
	case len(all) > 1:
		return Answer{}, chat.Invalid("login", "begins more than one session: give more of it")
	}
	if err := s.Revoke(ctx, all[0].ID); err != nil && !errors.Is(err, store.ErrNotFound) {
		return Answer{}, err
	}
	return Answer{Revoked: 1}, nil
}

// FirstAgents makes the agents that a new instance starts with and tells their
// passwords, each good for one sign-in. What exists already is left alone.
func (s *Service) FirstAgents(ctx context.Context) (made []Credentials, err error) {
	for _, name := range []string{"alice", "bob"} {
		a, err := s.add(ctx, Request{Do: DoAdd, Name: name})
		if chat.KindOf(err) == chat.KindDuplicate {
			continue
		}
		if err != nil {
			return made, err
		}
		made = append(made, Credentials{Name: name, Password: a.Password})
	}
	return made, nil
}
