package flowadmin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/naming"
)

// listing is the operation that lists the resources of a kind.
type listing struct {
	kind     flow.Resource
	path     string // before the instance's id
	member   string // of the answer
	optional bool   // a server may not have it; then it decides itself when it publishes
}

// spec: ListQueues, ListContactFlows, ListUsers, ListContactFlowModules,
// ListHoursOfOperations, ListViews.
var listings = []listing{
	{flow.ResourceQueue, "/queues-summary/", "QueueSummaryList", false},
	{flow.ResourceFlow, "/contact-flows-summary/", "ContactFlowSummaryList", false},
	{flow.ResourceAgent, "/users-summary/", "UserSummaryList", true},
	{flow.ResourceModule, "/contact-flow-modules-summary/", "ContactFlowModulesSummaryList", true},
	{flow.ResourceHours, "/hours-of-operations-summary/", "HoursOfOperationSummaryList", true},
	{flow.ResourceView, "/views/", "ViewsSummaryList", true},
}

// summary is what a list tells of a resource.
type summary struct {
	ID       string `json:"Id"`
	ARN      string `json:"Arn"`
	Name     string
	Username string // of a user, who has no name

	ContactFlowType   flow.Type
	ContactFlowState  string
	ContactFlowStatus string
}

// instance is what an instance has.
type instance struct {
	resources []naming.Resource
	unlisted  []flow.Resource    // kinds that the server does not list
	flows     map[string]summary // by id
}

// look lists what a document can refer to.
func (c *Client) look(ctx context.Context) (*instance, error) {
	in := &instance{flows: map[string]summary{}}
	for _, l := range listings {
		found, err := c.list(ctx, l)
		var refused *APIError
		if l.optional && errors.As(err, &refused) {
			in.unlisted = append(in.unlisted, l.kind)
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("list every %s: %w", l.kind, err)
		}
		for _, s := range found {
			name := s.Name
			if l.kind == flow.ResourceAgent {
				name = s.Username
			}
			if l.kind == flow.ResourceFlow {
				in.flows[s.ID] = s
			}
			in.resources = append(in.resources, naming.Resource{Kind: l.kind, ID: s.ID, ARN: s.ARN, Name: name})
		}
	}
	return in, nil
}

// list reads every page.
func (c *Client) list(ctx context.Context, l listing) ([]summary, error) {
	var all []summary
	query := url.Values{"maxResults": {"100"}}
	for {
		var page map[string]json.RawMessage
		if err := c.call(ctx, http.MethodGet, l.path+url.PathEscape(c.Instance), query, nil, &page); err != nil {
			return nil, err
		}
		var found []summary
		if err := json.Unmarshal(page[l.member], &found); err != nil {
			return nil, fmt.Errorf("read %s: %w", l.member, err)
		}
		var next string
		_ = json.Unmarshal(page["NextToken"], &next) // absent on the last page
		all = append(all, found...)
		if next == "" || query.Get("nextToken") == next {
			return all, nil
		}
		query.Set("nextToken", next)
	}
}

func (in *instance) index() *naming.Index { return naming.NewIndex(in.resources, in.unlisted...) }
