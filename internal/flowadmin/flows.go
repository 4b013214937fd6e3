package flowadmin

import (
	"context"
	"net/http"
	"net/url"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// The states of a flow's content. spec: ContactFlowStatus.
const (
	statusPublished = "PUBLISHED"
	statusSaved     = "SAVED"
)

// stateArchived is a flow that is put away. spec: ContactFlowState.
const stateArchived = "ARCHIVED"

// savedSuffix on an id addresses the content that is not published.
// spec: DescribeContactFlow ContactFlowId.
const savedSuffix = ":$SAVED"

// base is the path of the resources of a kind.
func (c *Client) base(kind flow.Resource) string {
	if kind == flow.ResourceModule {
		return "/contact-flow-modules/" + url.PathEscape(c.Instance)
	}
	return "/contact-flows/" + url.PathEscape(c.Instance)
}

// create makes a flow whose content is saved only, or a module.
// spec: CreateContactFlow, CreateContactFlowModule.
func (c *Client) create(ctx context.Context, e *entry, content string) (summary, error) {
	in := map[string]string{"Name": e.name, "Content": content}
	if e.description != "" {
		in["Description"] = e.description
	}
	if e.kind == flow.ResourceFlow {
		in["Type"], in["Status"] = string(e.flowType), statusSaved
	}
	if e.settings != "" {
		in["Settings"] = e.settings
	}
	var made struct {
		ContactFlowID  string `json:"ContactFlowId"`
		ContactFlowARN string `json:"ContactFlowArn"`
		ID             string `json:"Id"`
		ARN            string `json:"Arn"`
	}
	err := c.call(ctx, http.MethodPut, c.base(e.kind), nil, in, &made)
	return summary{ID: made.ContactFlowID + made.ID, ARN: made.ContactFlowARN + made.ARN}, err
}

// setContent replaces the content, published or saved.
// spec: UpdateContactFlowContent, UpdateContactFlowModuleContent.
func (c *Client) setContent(ctx context.Context, e *entry, content string, publish bool) error {
	id := e.own.ID
	if !publish {
		id += savedSuffix
	}
	in := map[string]string{"Content": content}
	if e.settings != "" {
		in["Settings"] = e.settings
	}
	return c.call(ctx, http.MethodPost, c.base(e.kind)+"/"+url.PathEscape(id)+"/content", nil, in, nil)
}

// described is a flow with a content.
type described struct {
	ID          string `json:"Id"`
	Name        string
	Description string
	Type        flow.Type
	Status      string
	Content     string
	Settings    string // of a module: those in force
}

// beside are the Settings that stand beside the content, "" for none: those of the
// content are told where there are none.
func (d described) beside() string {
	doc, err := flow.Parse(d.Content)
	if err == nil && d.Settings == string(doc.Settings) {
		return ""
	}
	return d.Settings
}

// describe reads the published content, or the saved one where none is.
// spec: DescribeContactFlow, DescribeContactFlowModule.
func (c *Client) describe(ctx context.Context, kind flow.Resource, id string) (described, error) {
	var answer struct{ ContactFlow, ContactFlowModule described }
	path := c.base(kind) + "/" + url.PathEscape(id)
	err := c.call(ctx, http.MethodGet, path, nil, nil, &answer)
	if refused, ok := err.(*APIError); ok && refused.Code == "ContactFlowNotPublishedException" {
		err = c.call(ctx, http.MethodGet, path+url.PathEscape(savedSuffix), nil, nil, &answer)
	}
	if kind == flow.ResourceModule {
		answer.ContactFlowModule.Type = flow.TypeModule
		return answer.ContactFlowModule, err
	}
	return answer.ContactFlow, err
}
