package directory

import (
	"context"
	"errors"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// AssociationSpec is what is kept of a function or a bot that somebody has
// associated with an instance, or disassociated from it: the last of the two.
type AssociationSpec struct {
	// Gone hides what the operator's file offers too, until it is associated again.
	Gone bool `json:",omitempty"`
	// Token is the client token of the request that left it so.
	Token string `json:",omitempty"`
}

// Associable is something outside that can be associated with an instance.
type Associable struct {
	Kind     Kind   // KindFunction, KindBot or KindOldBot
	ID       string // what flows name it by
	Member   string // of the request that names it
	Offered  bool   // the operator's file has it under this very name
	Instance chat.InstanceID
}

// associate changes whether something is associated. The same client token twice
// is one request. Errors: KindNotFound (the instance, or nothing to disassociate),
// KindConflict (associated already), KindRejected (the token came with another
// request).
func (d *Directory) associate(ctx context.Context, a Associable, to AssociationSpec) error {
	i, err := d.Instance(ctx, string(a.Instance))
	if err != nil {
		return err
	}
	a.Instance = i.InstanceID
	if err := d.unclaimed(ctx, a, to.Token); err != nil {
		return err
	}
	for range maxStale {
		err = d.associateOnce(ctx, a, to)
		if !errors.Is(err, store.ErrStale) && !errors.Is(err, store.ErrExists) && !errors.Is(err, store.ErrNameTaken) {
			break
		}
	}
	var told *chat.Error
	if errors.As(err, &told) {
		return err
	}
	return explain(a.Kind, err)
}

// associateOnce gives the errors of the store as they are.
func (d *Directory) associateOnce(ctx context.Context, a Associable, to AssociationSpec) error {
	e := Entry{InstanceID: a.Instance, ID: a.ID, Name: a.ID, Revision: 1, CreatedAt: chat.Instant(d.clock.Now())}
	var was AssociationSpec
	r, err := d.store.Resource(ctx, a.Instance, a.Kind.Store, a.ID)
	known := err == nil
	switch {
	case known:
		if e, was, err = entryOf[AssociationSpec](r); err != nil {
			return err
		}
	case !errors.Is(err, store.ErrNotFound):
		return err
	}
	switch {
	case known && was == to && to.Token != "":
		return nil
	case to.Gone && (was.Gone || !known && !a.Offered):
		return &chat.Error{Kind: chat.KindNotFound, Member: a.Member, Detail: "the " + a.Kind.Noun + " is not associated with the instance"}
	case !to.Gone && known && !was.Gone:
		return &chat.Error{Kind: chat.KindConflict, Member: a.Member, Detail: "the " + a.Kind.Noun + " is already associated with the instance"}
	}
	e.ModifiedAt = chat.Instant(d.clock.Now())
	if r, err = resourceOf(a.Kind, e, to); err != nil {
		return err
	}
	if known {
		return d.store.SaveResource(ctx, r)
	}
	return d.store.CreateResource(ctx, r)
}

// unclaimed is KindRejected when a client token came with another association.
func (d *Directory) unclaimed(ctx context.Context, a Associable, token string) error {
	if token == "" {
		return nil
	}
	rs, err := d.all(ctx, a.Instance, a.Kind)
	if err != nil {
		return err
	}
	for _, r := range rs {
		_, s, err := entryOf[AssociationSpec](r)
		if err != nil {
			return chat.Internal("read the associations", err)
		}
		if s.Token == token && r.ID != a.ID {
			return chat.Rejected("ClientToken", "was used before with another request")
		}
	}
	return nil
}

// associated lists, in order, what is associated and what the operator's file
// offers, without what was disassociated.
func (d *Directory) associated(ctx context.Context, k Kind, instance chat.InstanceID, offered []string) ([]string, error) {
	rs, err := d.all(ctx, instance, k)
	if err != nil {
		return nil, err
	}
	listed := map[string]bool{}
	for _, id := range offered {
		listed[id] = true
	}
	for _, r := range rs {
		_, s, err := entryOf[AssociationSpec](r)
		if err != nil {
			return nil, chat.Internal("read the associations", err)
		}
		listed[r.ID] = !s.Gone
	}
	var ids []string
	for id, shown := range listed {
		if shown {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids, nil
}

// Associate associates a function or a bot with an instance, for lists to show.
// Whether flows can reach it is said elsewhere, by the operator. KindNotFound
// (instance), KindConflict, KindRejected.
// spec: AssociateLambdaFunction, AssociateBot.
func (d *Directory) Associate(ctx context.Context, a Associable, token string) error {
	return d.associate(ctx, a, AssociationSpec{Token: token})
}

// Disassociate takes a function or a bot out of the lists, one that the operator's
// file offers too; flows reach it as before. KindNotFound, KindRejected.
// spec: DisassociateLambdaFunction, DisassociateBot.
func (d *Directory) Disassociate(ctx context.Context, a Associable, token string) error {
	return d.associate(ctx, a, AssociationSpec{Gone: true, Token: token})
}

// Associations reads a page of the names of what is associated with an instance or
// offered to it: up to limit after the name, and the name after which the next page
// begins, "" at the end. spec: ListLambdaFunctions, ListBots.
func (d *Directory) Associations(ctx context.Context, k Kind, instance chat.InstanceID, offered []string, after string, limit int) ([]string, string, error) {
	ids, err := d.associated(ctx, k, instance, offered)
	if err != nil {
		return nil, "", err
	}
	begin, found := slices.BinarySearch(ids, after)
	if found {
		begin++
	}
	if ids = ids[begin:]; len(ids) <= limit {
		return ids, "", nil
	}
	return ids[:limit], ids[limit-1], nil
}
