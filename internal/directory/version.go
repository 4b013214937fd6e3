package directory

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// FlowVersion is a published content of a flow under a number. It never changes
// and goes when its flow does.
type FlowVersion struct {
	Entry
	Spec FlowVersionSpec
}

// FlowVersionSpec is what a version has besides its entry.
type FlowVersionSpec struct {
	// Number counts the versions of a flow from 1.
	Number      int64
	Description string
	ContentID   chat.FlowContentID
}

// CutVersion takes the number of a version off the end of a flow's id or ARN. The
// number is 0 when there is none. spec: DescribeContactFlow, ContactFlowId.
func CutVersion(reference string) (flowReference string, number int64) {
	i := strings.LastIndexByte(reference, ':')
	n, err := strconv.ParseInt(reference[i+1:], 10, 64)
	if i < 0 || err != nil || n < 1 || strconv.FormatInt(n, 10) != reference[i+1:] {
		return reference, 0
	}
	return reference[:i], n
}

// Reference is a flow's id or ARN with the version added.
func (v *FlowVersion) Reference(flowReference string) string {
	return flowReference + ":" + strconv.FormatInt(v.Spec.Number, 10)
}

// versionID files the versions of a flow beside each other, in order of number.
func versionID(flowID string, number int64) string {
	return fmt.Sprintf("%s%019d", versionPrefix(flowID), number)
}

func versionPrefix(flowID string) string { return flowID + ":" }

// FlowVersion reads a version of a flow. KindNotFound.
func (d *Directory) FlowVersion(ctx context.Context, f *Flow, number int64) (FlowVersion, error) {
	e, s, err := get[FlowVersionSpec](ctx, d, KindFlowVersion, f.InstanceID, versionID(f.ID, number))
	return FlowVersion{e, s}, err
}

// FlowVersions reads a page of a flow's versions, oldest first: up to limit of
// those after the id, and the id after which the next page begins, "" at the end.
// spec: ListContactFlowVersions.
func (d *Directory) FlowVersions(ctx context.Context, f *Flow, after string, limit int) ([]FlowVersion, string, error) {
	prefix := versionPrefix(f.ID)
	rs, err := d.store.Resources(ctx, f.InstanceID, KindFlowVersion.Store, max(after, prefix), limit+1)
	if err != nil {
		return nil, "", explain(KindFlowVersion, err)
	}
	var out []FlowVersion
	for _, r := range rs {
		if !strings.HasPrefix(r.ID, prefix) { // another flow's
			break
		}
		if len(out) == limit {
			return out, out[limit-1].ID, nil
		}
		e, s, err := entryOf[FlowVersionSpec](r)
		if err != nil {
			return nil, "", chat.Internal("read the versions of a flow", err)
		}
		out = append(out, FlowVersion{e, s})
	}
	return out, "", nil
}

// eachVersion visits the versions of a flow, oldest first.
func (d *Directory) eachVersion(ctx context.Context, f *Flow, visit func(*FlowVersion) error) error {
	const batch = 500
	for after, more := "", true; more; more = after != "" {
		page, next, err := d.FlowVersions(ctx, f, after, batch)
		if err != nil {
			return err
		}
		for i := range page {
			if err := visit(&page[i]); err != nil {
				return err
			}
		}
		after = next
	}
	return nil
}
