package directory

import (
	"cmp"
	"context"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/view"
)

// ViewDraft is a view to be created.
type ViewDraft struct {
	Name, Description string
	Template          string
	Actions           []string
	Publish           bool
	Tags              map[string]string
	// ClientToken makes a repeated request find what the first one made.
	ClientToken string `json:"-"`
}

// CreateView adds a view. Errors: KindNotFound (instance), KindInvalid,
// KindDuplicate, KindRejected (the client token came with another request).
// spec: CreateView.
func (d *Directory) CreateView(ctx context.Context, instance chat.InstanceID, draft ViewDraft) (View, error) {
	if _, err := d.Instance(ctx, string(instance)); err != nil {
		return View{}, err
	}
	made := func(id, digest string) (View, error) { // as it is now
		e, s, err := get[ViewSpec](ctx, d, KindView, instance, id)
		if err == nil && s.Request != digest {
			return View{}, chat.Rejected("ClientToken", "was used before with another request")
		}
		return viewOf(e, s, s.Saved, s.Published == ""), err
	}
	return claim(d, KindView, instance, draft.ClientToken, draft, made, func(id, digest string) (View, error) {
		s := ViewSpec{Description: draft.Description, Request: digest}
		if err := d.setViewContent(ctx, instance, &s, draft.Template, draft.Actions, draft.Publish); err != nil {
			return View{}, err
		}
		e, err := create(ctx, d, KindView, Entry{InstanceID: instance, ID: id, Name: draft.Name, Tags: draft.Tags}, s)
		return viewOf(e, s, s.Saved, !draft.Publish), err
	})
}

// setViewContent gives a view new content: the saved one always, the published one
// too when it is to be published, for which it must be a view. What can be shown is
// kept before any view has it. spec: UpdateViewContent.
func (d *Directory) setViewContent(ctx context.Context, instance chat.InstanceID, s *ViewSpec, template string, actions []string, publish bool) error {
	c, err := view.New(template, actions, publish)
	if err != nil {
		return chat.Invalid("Content", err.Error())
	}
	s.Saved = ViewContentSpec{c.Template, c.InputSchema, c.Actions}
	if !publish {
		return nil
	}
	s.Published = c.Hash()
	return keep(ctx, d, KindViewContent, instance, s.Published, s.Saved)
}

// SetViewContent replaces the content of a view and reads the view. KindNotFound,
// KindInvalid, KindRejected (a standard view, a version). spec: UpdateViewContent.
func (d *Directory) SetViewContent(ctx context.Context, instance chat.InstanceID, reference, template string, actions []string, publish bool) (View, error) {
	reference, err := changeableView(reference)
	if err != nil {
		return View{}, err
	}
	var v View
	err = change(ctx, d, KindView, instance, reference, func(e *Entry, s *ViewSpec) error {
		err := d.setViewContent(ctx, instance, s, template, actions, publish)
		v = viewOf(*e, *s, s.Saved, !publish)
		return err
	})
	return v, err
}

// changeableView is a reference to a view that can be changed, without a qualifier.
func changeableView(reference string) (string, error) {
	reference, qualifier := CutQualifier(reference)
	if _, ok := standardView(reference); ok {
		return "", chat.Rejected("ViewId", "a standard view cannot be changed")
	}
	if versionNumber(qualifier) != 0 {
		return "", chat.Rejected("ViewId", "a version of a view cannot be changed")
	}
	if qualifier != "" && qualifier != qualifierSaved && qualifier != qualifierLatest {
		return "", notFound(KindView)
	}
	return reference, nil
}

// ViewChange says what to change of a view besides its content. Nil members stay
// as they are.
type ViewChange struct{ Name, Description *string }

// ChangeView changes a view. KindNotFound, KindRejected, KindDuplicate.
// spec: UpdateViewMetadata.
func (d *Directory) ChangeView(ctx context.Context, instance chat.InstanceID, reference string, to ViewChange) error {
	if to == (ViewChange{}) {
		return chat.Rejected("Name", "Name or Description must be given")
	}
	reference, err := changeableView(reference)
	if err != nil {
		return err
	}
	return change(ctx, d, KindView, instance, reference, func(e *Entry, s *ViewSpec) error {
		if to.Name != nil {
			e.Name = *to.Name
		}
		if to.Description != nil {
			s.Description = *to.Description
		}
		return nil
	})
}

// DeleteView removes a view that nothing names, and its versions. What a chat has
// been shown of it goes with it. KindNotFound, KindRejected; KindInUse names what
// refers to it. spec: DeleteView.
func (d *Directory) DeleteView(ctx context.Context, instance chat.InstanceID, reference string) error {
	reference, err := changeableView(reference)
	if err != nil {
		return err
	}
	e, _, err := get[ViewSpec](ctx, d, KindView, instance, reference)
	if err != nil {
		return err
	}
	return d.remove(ctx, viewOwner(e), KindViewVersion)
}

// AllViews reads every view that an instance has, the standard ones first, in order
// of name. Their contents are those that were saved last. spec: ListViews.
func (d *Directory) AllViews(ctx context.Context, instance chat.InstanceID) ([]View, error) {
	var views []View
	for _, s := range view.Standards() {
		views = append(views, standardOf(s))
	}
	own, err := every(ctx, d, KindView, instance, func(e Entry, s ViewSpec) View {
		return viewOf(e, s, s.Saved, s.Published == "")
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(own, func(a, b View) int { return cmp.Compare(a.Name, b.Name) })
	return append(views, own...), nil
}
