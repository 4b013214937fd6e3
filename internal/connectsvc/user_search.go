package connectsvc

import (
	"context"
	"slices"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// SearchUsers reads a page of the users that meet criteria and pass a filter. Each
// page looks through all of them. spec: SearchUsers.
func (s users) SearchUsers(ctx context.Context, in *connect.SearchUsersInput) (*connect.SearchUsersOutput, error) {
	if err := checkUserCriteria(in.SearchCriteria); err != nil {
		return nil, err
	}
	found, err := search(ctx, s.backend, listing{"SearchUsers", in.InstanceId, in.NextToken, in.MaxResults}, s.Directory.AllUsers,
		func(u *directory.User) bool { return userMeets(u, in.SearchCriteria) && userPasses(u, in.SearchFilter) },
		func(u *directory.User) string { return u.ID })
	return &connect.SearchUsersOutput{Users: each(found.page, s.searched), NextToken: found.token, ApproximateTotalCount: found.total}, err
}

// userFields reads what a string condition can be about, by the field's name in
// lower case. spec: UserSearchCriteria StringCondition.
var userFields = map[string]func(*directory.User) []string{
	"username":          func(u *directory.User) []string { return []string{u.Name} },
	"firstname":         func(u *directory.User) []string { return []string{u.Spec.FirstName} },
	"lastname":          func(u *directory.User) []string { return []string{u.Spec.LastName} },
	"routingprofileid":  func(u *directory.User) []string { return []string{u.Spec.RoutingProfileID} },
	"securityprofileid": func(u *directory.User) []string { return u.Spec.SecurityProfileIDs },
	"resourceid":        func(u *directory.User) []string { return []string{u.ID} },
}

// checkUserCriteria refuses a condition about a field that users do not have.
func checkUserCriteria(c *connect.UserSearchCriteria) error {
	if c == nil {
		return nil
	}
	if err := checkProficiencyConditions(c.ListCondition); err != nil {
		return err
	}
	if c.StringCondition != nil && userFields[strings.ToLower(text(c.StringCondition.FieldName))] == nil {
		return chat.Invalid("SearchCriteria.StringCondition.FieldName",
			"must be one of Username, FirstName, LastName, RoutingProfileId, SecurityProfileId, ResourceId")
	}
	for _, parts := range [][]connect.UserSearchCriteria{c.AndConditions, c.OrConditions} {
		for i := range parts {
			if err := checkUserCriteria(&parts[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// userMeets reports whether a user meets all members of the criteria that are given.
func userMeets(u *directory.User, c *connect.UserSearchCriteria) bool {
	switch {
	case c == nil:
		return true
	case !masters(u, c.ListCondition), !inGroup(u, c.HierarchyGroupCondition):
		return false
	case c.StringCondition != nil:
		values := userFields[strings.ToLower(text(c.StringCondition.FieldName))](u)
		if !slices.ContainsFunc(values, func(v string) bool {
			return compares(v, text(c.StringCondition.ComparisonType), text(c.StringCondition.Value))
		}) {
			return false
		}
	}
	for i := range c.AndConditions {
		if !userMeets(u, &c.AndConditions[i]) {
			return false
		}
	}
	for i := range c.OrConditions {
		if userMeets(u, &c.OrConditions[i]) {
			return true
		}
	}
	return len(c.OrConditions) == 0
}

// userPasses reports whether a user passes all members of a filter that are given.
func userPasses(u *directory.User, f *connect.UserSearchFilter) bool {
	if f == nil {
		return true
	}
	if !tagged(u.Tags, f.TagFilter) {
		return false
	}
	a := f.UserAttributeFilter
	if a == nil {
		return true
	}
	if a.TagCondition != nil && !carries(u.Tags, *a.TagCondition) || !inGroup(u, a.HierarchyGroupCondition) {
		return false
	}
	if a.AndCondition != nil && !hasAttributes(u, a.AndCondition) {
		return false
	}
	for i := range a.OrConditions {
		if hasAttributes(u, &a.OrConditions[i]) {
			return true
		}
	}
	return len(a.OrConditions) == 0
}

func hasAttributes(u *directory.User, c *connect.AttributeAndCondition) bool {
	return carriesAll(u.Tags, c.TagConditions) && inGroup(u, c.HierarchyGroupCondition)
}

func inGroup(u *directory.User, c *connect.HierarchyGroupCondition) bool {
	return c == nil || u.Spec.HierarchyGroupID != "" && u.Spec.HierarchyGroupID == text(c.Value)
}
