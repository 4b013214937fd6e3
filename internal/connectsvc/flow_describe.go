package connectsvc

import (
	"context"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// DescribeContactFlow reads a flow: its published content, the saved one for an id
// with the suffix :$SAVED, or a version's for one with its number.
// spec: DescribeContactFlow.
func (s flows) DescribeContactFlow(ctx context.Context, in *connect.DescribeContactFlowInput) (*connect.DescribeContactFlowOutput, error) {
	if reference, number := directory.CutVersion(text(in.ContactFlowId)); number != 0 {
		return s.describeVersion(ctx, in, reference, number)
	}
	reference, saved := strings.CutSuffix(text(in.ContactFlowId), directory.SavedSuffix)
	f, err := s.Directory.Flow(ctx, instanceOf(in.InstanceId), reference)
	if err != nil {
		return nil, err
	}
	if saved {
		out := s.flow(&f, f.Newest(), connect.ContactFlowStatusSaved)
		return &connect.DescribeContactFlowOutput{ContactFlow: &out}, nil
	}
	if !f.IsPublished() {
		return nil, &connect.ContactFlowNotPublishedException{
			Message: "ContactFlowId: the contact flow is not published; add " + directory.SavedSuffix + " for its saved content",
		}
	}
	out := s.flow(&f, f.Spec.Published, connect.ContactFlowStatusPublished)
	return &connect.DescribeContactFlowOutput{ContactFlow: &out}, nil
}

// flow writes a flow with one of its contents.
func (s flows) flow(f *directory.Flow, content, status string) connect.ContactFlow {
	return connect.ContactFlow{
		Arn:                new(s.arn(f)),
		Id:                 new(f.ID),
		Name:               new(f.Name),
		Type:               new(string(f.Spec.Type)),
		State:              new(flowState(f)),
		Status:             &status,
		Description:        some(f.Spec.Description),
		Content:            &content,
		FlowContentSha256:  new(string(directory.ContentID(content))),
		Tags:               nonEmpty(f.Tags),
		LastModifiedTime:   at(f.ModifiedAt),
		LastModifiedRegion: new(s.Directory.Names.Region),
	}
}

// ListContactFlows reads a page of the flows, of some types or of all.
// spec: ListContactFlows.
func (s flows) ListContactFlows(ctx context.Context, in *connect.ListContactFlowsInput) (*connect.ListContactFlowsOutput, error) {
	read := func(ctx context.Context, instance chat.InstanceID, after string, limit int) ([]directory.Flow, string, error) {
		return s.Directory.Flows(ctx, instance, in.ContactFlowTypes, after, limit)
	}
	found, next, err := pageOf(ctx, s.backend, listing{"ListContactFlows", in.InstanceId, in.NextToken, in.MaxResults}, read)
	return &connect.ListContactFlowsOutput{ContactFlowSummaryList: each(found, s.flowSummary), NextToken: next}, err
}

func (s flows) flowSummary(f *directory.Flow) connect.ContactFlowSummary {
	return connect.ContactFlowSummary{
		Arn:               new(s.arn(f)),
		Id:                new(f.ID),
		Name:              new(f.Name),
		ContactFlowType:   new(string(f.Spec.Type)),
		ContactFlowState:  new(flowState(f)),
		ContactFlowStatus: new(flowStatus(f)),
	}
}

func flowState(f *directory.Flow) string {
	if f.Spec.Archived {
		return connect.ContactFlowStateArchived
	}
	return connect.ContactFlowStateActive
}

func flowStatus(f *directory.Flow) string {
	if f.IsPublished() {
		return connect.ContactFlowStatusPublished
	}
	return connect.ContactFlowStatusSaved
}
