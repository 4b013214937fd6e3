package directory

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// Version is a published content of a flow or a module under a number. It never
// changes and goes when its flow or module does.
type Version struct {
	Entry
	Spec VersionSpec
}

// VersionSpec is what a version has besides its entry.
type VersionSpec struct {
	// Number counts the versions of a flow from 1.
	Number      int64
	Description string
	ContentID   chat.FlowContentID
	// Settings are those of the module at that time, "" for those that the
	// content itself has.
	Settings string `json:",omitempty"`
	// Deleted keeps the number of a version that was deleted from being given
	// to another one.
	Deleted bool `json:",omitempty"`
}

// owner is a flow or a module, as its versions know it.
type owner struct {
	Entry
	kind, versions Kind
	id, digest     string // members of the API that name it and its content's hash
	number         string // the member that names a version
}

func (f *Flow) owner() owner {
	return owner{f.Entry, KindFlow, KindFlowVersion, "ContactFlowId", "FlowContentSha256", "ContactFlowVersion"}
}

// CutVersion takes the number of a version off the end of a flow's id or ARN. The
// number is 0 when there is none. spec: DescribeContactFlow, ContactFlowId.
func CutVersion(reference string) (flowReference string, number int64) {
	i := strings.LastIndexByte(reference, ':')
	n := versionNumber(reference[i+1:])
	if i < 0 || n == 0 {
		return reference, 0
	}
	return reference[:i], n
}

// versionNumber reads a number in its only spelling, 0 for anything else.
func versionNumber(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 1 || strconv.FormatInt(n, 10) != s {
		return 0
	}
	return n
}

// Reference is the id or ARN of the version's flow or module with the version
// added.
func (v *Version) Reference(reference string) string {
	return reference + ":" + strconv.FormatInt(v.Spec.Number, 10)
}

// partPrefix is what the ids of the parts of a resource begin with: its versions,
// its aliases. They are filed beside each other.
func partPrefix(id string) string { return id + ":" }

// versionID files the versions of a flow in order of number.
func versionID(id string, number int64) string {
	return fmt.Sprintf("%s%019d", partPrefix(id), number)
}

// FlowVersion reads a version of a flow. KindNotFound.
func (d *Directory) FlowVersion(ctx context.Context, f *Flow, number int64) (Version, error) {
	return d.version(ctx, f.owner(), number)
}

// FlowVersions reads a page of a flow's versions, oldest first: up to limit of
// those after the id, and the id after which the next page begins, "" at the end.
// spec: ListContactFlowVersions.
func (d *Directory) FlowVersions(ctx context.Context, f *Flow, after string, limit int) ([]Version, string, error) {
	return d.pageOfVersions(ctx, f.owner(), after, limit)
}

func (d *Directory) version(ctx context.Context, o owner, number int64) (Version, error) {
	e, s, err := get[VersionSpec](ctx, d, o.versions, o.InstanceID, versionID(o.ID, number))
	if err == nil && s.Deleted {
		err = notFound(o.versions)
	}
	return Version{e, s}, err
}

// pageOfVersions leaves out deleted ones, so a page may be shorter than limit
// although more follow.
func (d *Directory) pageOfVersions(ctx context.Context, o owner, after string, limit int) ([]Version, string, error) {
	rs, next, err := d.parts(ctx, o.versions, o.Entry, after, limit)
	if err != nil {
		return nil, "", err
	}
	versions, err := typed(rs, versionOf)
	return slices.DeleteFunc(versions, func(v Version) bool { return v.Spec.Deleted }), next, err
}

func versionOf(e Entry, s VersionSpec) Version { return Version{e, s} }

// eachVersion visits every version in order of number, deleted ones too.
func (d *Directory) eachVersion(ctx context.Context, o owner, visit func(Version)) error {
	return d.eachPart(ctx, o.versions, o.Entry, func(r store.Resource) error {
		e, s, err := entryOf[VersionSpec](r)
		if err == nil {
			visit(versionOf(e, s))
		}
		return err
	})
}

// parts reads a page of the parts of a resource in order of id: up to limit of
// those after the id, and the id after which the next page begins, "" at the end.
func (d *Directory) parts(ctx context.Context, k Kind, of Entry, after string, limit int) ([]store.Resource, string, error) {
	prefix := partPrefix(of.ID)
	rs, err := d.store.Resources(ctx, of.InstanceID, k.Store, max(after, prefix), limit+1)
	if err != nil {
		return nil, "", explain(k, err)
	}
	for i, r := range rs {
		switch {
		case !strings.HasPrefix(r.ID, prefix): // another one's
			return rs[:i], "", nil
		case i == limit:
			return rs[:i], rs[i-1].ID, nil
		}
	}
	return rs, "", nil
}

// eachPart visits the parts of a resource in order of id.
func (d *Directory) eachPart(ctx context.Context, k Kind, of Entry, visit func(store.Resource) error) error {
	const batch = 500
	for after, more := "", true; more; more = after != "" {
		page, next, err := d.parts(ctx, k, of, after, batch)
		if err != nil {
			return err
		}
		for _, r := range page {
			if err := visit(r); err != nil {
				return err
			}
		}
		after = next
	}
	return nil
}

// deleteParts removes what is left of a resource that was deleted.
func (d *Directory) deleteParts(ctx context.Context, k Kind, of Entry) error {
	return d.eachPart(ctx, k, of, func(r store.Resource) error {
		err := explain(k, d.store.DeleteResource(ctx, r.InstanceID, k.Store, r.ID))
		if err != nil && chat.KindOf(err) != chat.KindNotFound {
			return err
		}
		return nil
	})
}
