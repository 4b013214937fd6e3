package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// CreateContactFlowModuleAlias names a version of a module.
// spec: CreateContactFlowModuleAlias.
func (s modules) CreateContactFlowModuleAlias(ctx context.Context, in *connect.CreateContactFlowModuleAliasInput) (*connect.CreateContactFlowModuleAliasOutput, error) {
	m, a, err := s.Directory.CreateAlias(ctx, instanceOf(in.InstanceId), text(in.ContactFlowModuleId), directory.ModuleAliasDraft{
		Name: text(in.AliasName), Description: text(in.Description), Version: *in.ContactFlowModuleVersion,
	})
	if err != nil {
		return nil, err
	}
	return &connect.CreateContactFlowModuleAliasOutput{ContactFlowModuleArn: new(s.arn(&m)), Id: new(a.AliasID())}, nil
}

// DescribeContactFlowModuleAlias reads an alias by its id or its name.
// spec: DescribeContactFlowModuleAlias.
func (s modules) DescribeContactFlowModuleAlias(ctx context.Context, in *connect.DescribeContactFlowModuleAliasInput) (*connect.DescribeContactFlowModuleAliasOutput, error) {
	m, err := s.Directory.Module(ctx, instanceOf(in.InstanceId), text(in.ContactFlowModuleId))
	if err != nil {
		return nil, err
	}
	a, err := s.Directory.Alias(ctx, &m, text(in.AliasId))
	if err != nil {
		return nil, err
	}
	return &connect.DescribeContactFlowModuleAliasOutput{ContactFlowModuleAlias: &connect.ContactFlowModuleAliasInfo{
		ContactFlowModuleId:  new(m.ID),
		ContactFlowModuleArn: new(s.arn(&m)),
		AliasId:              new(a.AliasID()),
		Version:              &a.Spec.Version,
		Name:                 new(a.Spec.Name),
		Description:          some(a.Spec.Description),
		LastModifiedTime:     at(a.ModifiedAt),
		LastModifiedRegion:   new(s.Directory.Names.Region),
	}}, nil
}

// ListContactFlowModuleAliases reads a page of a module's aliases.
// spec: ListContactFlowModuleAliases.
func (s modules) ListContactFlowModuleAliases(ctx context.Context, in *connect.ListContactFlowModuleAliasesInput) (*connect.ListContactFlowModuleAliasesOutput, error) {
	m, err := s.Directory.Module(ctx, instanceOf(in.InstanceId), text(in.ContactFlowModuleId))
	if err != nil {
		return nil, err
	}
	found, next, err := pageIn(s.backend, listing{"ListContactFlowModuleAliases", nil, in.NextToken, in.MaxResults}, s.arn(&m),
		func(page pageRequest) ([]directory.ModuleAlias, string, error) {
			return s.Directory.Aliases(ctx, &m, page.after, page.limit)
		})
	summary := func(a *directory.ModuleAlias) connect.ContactFlowModuleAliasSummary {
		return connect.ContactFlowModuleAliasSummary{
			Arn:              new(s.arn(&m) + ":" + a.AliasID()),
			AliasId:          new(a.AliasID()),
			AliasName:        new(a.Spec.Name),
			AliasDescription: some(a.Spec.Description),
			Version:          &a.Spec.Version,
			LastModifiedTime: at(a.ModifiedAt),
		}
	}
	return &connect.ListContactFlowModuleAliasesOutput{ContactFlowModuleAliasSummaryList: each(found, summary), NextToken: next}, err
}

// UpdateContactFlowModuleAlias renames, describes and moves an alias.
// spec: UpdateContactFlowModuleAlias.
func (s modules) UpdateContactFlowModuleAlias(ctx context.Context, in *connect.UpdateContactFlowModuleAliasInput) (*connect.UpdateContactFlowModuleAliasOutput, error) {
	return nil, s.Directory.ChangeAlias(ctx, instanceOf(in.InstanceId), text(in.ContactFlowModuleId), text(in.AliasId),
		directory.ModuleAliasChange{Name: in.Name, Description: in.Description, Version: in.ContactFlowModuleVersion})
}

// DeleteContactFlowModuleAlias removes an alias; the version stays.
// spec: DeleteContactFlowModuleAlias.
func (s modules) DeleteContactFlowModuleAlias(ctx context.Context, in *connect.DeleteContactFlowModuleAliasInput) (*connect.DeleteContactFlowModuleAliasOutput, error) {
	return nil, s.Directory.DeleteAlias(ctx, instanceOf(in.InstanceId), text(in.ContactFlowModuleId), text(in.AliasId))
}
