package flowadmin

import (
	"context"
	"fmt"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/legacy"
	"github.com/rejoin-chat/rejoin/internal/flow/naming"
)

// Export is the document of a flow or a module, named by its name, id or ARN,
// with the names of everything that it refers to, so that another instance can
// take it in.
func (c *Client) Export(ctx context.Context, which string) (string, error) {
	in, err := c.look(ctx)
	if err != nil {
		return "", err
	}
	ix := in.index()
	found, ok := choose(ix, which)
	if !ok {
		return "", fmt.Errorf("the instance has no flow %q", which)
	}
	d, err := c.describe(ctx, found.Kind, found.ID)
	if err != nil {
		return "", fmt.Errorf("read the flow %q: %w", found.Name, err)
	}
	status := d.Status
	if status == "" {
		status = statusPublished
	}
	return naming.Describe(d.Content, ix, naming.About{
		Name: d.Name, Description: d.Description, Type: legacy.DesignerType(d.Type), Status: strings.ToLower(status),
		Settings: d.beside(),
	})
}

// choose finds a flow, or else a module, by id, ARN or name.
func choose(ix *naming.Index, which string) (naming.Resource, bool) {
	for _, kind := range []flow.Resource{flow.ResourceFlow, flow.ResourceModule} {
		if r, ok := ix.Reference(kind, which); ok {
			return r, true
		}
		if named := ix.Named(kind, which); len(named) > 0 {
			return named[0], true
		}
	}
	return naming.Resource{}, false
}
