package directory

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/view"
)

// ViewSpec is what a view has besides its entry.
type ViewSpec struct {
	Description string
	// Saved is what was given last, Published names what can be shown, "" when
	// nothing was ever published.
	Saved     ViewContentSpec
	Published string
	// Request tells the request that made the view from others with its client
	// token, "" without a token.
	Request string `json:",omitempty"`
}

// ViewContentSpec is the content of a view. What was published once is kept for
// good under its hash, so that a chat is shown what its flow has chosen, whatever
// was published since.
type ViewContentSpec struct {
	Template, InputSchema string
	Actions               []string
}

// View is a view with one of its contents: one that was made here, or a standard
// one, which belongs to no instance.
type View struct {
	Entry
	Description string
	Standard    bool
	Saved       bool // the content was asked for as the one that was saved last
	// Version is 0 unless one was asked for.
	Version            int64
	VersionDescription string
	Content            view.Content
	// Published reports whether there is a content that can be shown.
	Published bool
}

// Reference finds the view again: its id, with the version if one was asked for.
func (v *View) Reference() string {
	if v.Version == 0 || v.Standard {
		return v.ID
	}
	return v.ID + ":" + strconv.FormatInt(v.Version, 10)
}

// Check reports whether a flow can show the view with data, a JSON object: it must fit
// what the template takes, and content that is only saved is not shown to anybody.
// KindInvalid, KindNotFound. spec: ShowView ViewData.
func (v *View) Check(data json.RawMessage) error {
	if v.Saved {
		return notFound(KindView)
	}
	if err := v.Content.Check(data); err != nil {
		return chat.Invalid("ViewData", err.Error())
	}
	return nil
}

// ViewARN is the ARN of a view without a version. Those of standard views name the
// service as the account, and no instance. spec: Show view block, ViewResource.
func (d *Directory) ViewARN(v *View) string {
	if v.Standard {
		return "arn:aws:connect:" + d.Names.Region + ":aws:view/" + v.ID
	}
	return d.Names.Resource(v.InstanceID, KindView, v.ID)
}

// View reads what a flow can show under the id or ARN of a view: the published
// content, which $LATEST names too, or that of a version. With SavedSuffix it is what
// was saved last, which flows cannot show. KindNotFound. spec: DescribeView ViewId.
func (d *Directory) View(ctx context.Context, instance chat.InstanceID, reference string) (View, error) {
	reference, qualifier := CutQualifier(reference)
	if s, ok := standardView(reference); ok {
		if qualifier != "" && qualifier != qualifierLatest && qualifier != strconv.Itoa(view.StandardVersion) {
			return View{}, notFound(KindView)
		}
		return s, nil
	}
	e, s, err := get[ViewSpec](ctx, d, KindView, instance, reference)
	if err != nil {
		return View{}, err
	}
	switch qualifier {
	case qualifierSaved:
		return viewOf(e, s, s.Saved, true), nil
	case "", qualifierLatest:
		if s.Published == "" {
			return View{}, chat.NotFound("ViewId", "the view is not published; add "+SavedSuffix+" for its saved content")
		}
		return d.viewWith(ctx, e, s, s.Published)
	}
	number := versionNumber(qualifier)
	version, err := d.version(ctx, viewOwner(e), number)
	if err != nil {
		return View{}, err
	}
	v, err := d.viewWith(ctx, e, s, string(version.Spec.ContentID))
	v.Version, v.VersionDescription = number, version.Spec.Description
	return v, err
}

// ShownView reads a view as it was when a flow showed it: reference and content are
// the Reference and the Content's hash of that time. KindNotFound when there is no
// such view any more.
func (d *Directory) ShownView(ctx context.Context, instance chat.InstanceID, reference, content string) (View, error) {
	id, qualifier := CutQualifier(reference)
	if s, ok := standardView(id); ok {
		return s, nil // they change with the program alone
	}
	e, s, err := get[ViewSpec](ctx, d, KindView, instance, id)
	if err != nil {
		return View{}, err
	}
	v, err := d.viewWith(ctx, e, s, content)
	v.Version = versionNumber(qualifier)
	return v, err
}

// viewWith is a view with a content that is kept.
func (d *Directory) viewWith(ctx context.Context, e Entry, s ViewSpec, content string) (View, error) {
	_, kept, err := get[ViewContentSpec](ctx, d, KindViewContent, e.InstanceID, content)
	if err != nil {
		return View{}, err
	}
	return viewOf(e, s, kept, false), nil
}

func viewOf(e Entry, s ViewSpec, c ViewContentSpec, saved bool) View {
	return View{
		Entry: e, Description: s.Description, Saved: saved, Published: s.Published != "",
		Content: view.Content{Template: c.Template, InputSchema: c.InputSchema, Actions: c.Actions},
	}
}

func viewOwner(e Entry) owner {
	return owner{e, KindView, KindViewVersion, "ViewId", "ViewContentSha256", "ViewVersion"}
}

// standardView finds a standard view by its id, or by its ARN of any region.
func standardView(reference string) (View, bool) {
	if fields := strings.SplitN(reference, ":", 6); len(fields) == 6 && fields[2] == "connect" && fields[4] == "aws" {
		id, ok := strings.CutPrefix(fields[5], "view/")
		if !ok {
			return View{}, false
		}
		reference = id
	}
	s, ok := view.FindStandard(reference)
	return standardOf(s), ok
}

func standardOf(s view.Standard) View {
	return View{
		Entry: Entry{ID: s.ID, Name: s.Name}, Description: s.Description, Standard: true,
		Version: view.StandardVersion, Content: s.Content, Published: true,
	}
}
