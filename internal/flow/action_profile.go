package flow

import (
	"fmt"
	"maps"
	"slices"
)

// maxProfileValue is how many characters a value of a request may have.
// spec: Customer profiles block, configuration tips.
const maxProfileValue = 255

// maxCriteria is by how many identifiers a profile is looked for at once.
// spec: GetCustomerProfile.
const maxCriteria = 5

var (
	identifierName  = parameter{name: "IdentifierName", form: formValue, min: 1, max: maxProfileValue}
	identifierValue = parameter{name: "IdentifierValue", form: formValue, min: 1, max: maxProfileValue}
	searchCriteria  = parameter{
		name: "SearchCriteria", form: formObjects, min: 1, max: maxCriteria,
		members: []parameter{needed(identifierName), needed(identifierValue)},
	}
	logicalOperator = parameter{name: "LogicalOperator", form: formStatic, choices: []string{"AND", "OR"}}
	profileID       = parameter{name: "ProfileId", form: formValue, required: true, min: 1, max: maxProfileValue}
	objectType      = parameter{name: "ObjectType", form: formValue, required: true, min: 1, max: maxProfileValue}
	useLatest       = parameter{name: "UseLatest", form: formTruth}
	profileContact  = parameter{name: "ContactId", form: formValue, required: true, min: 1, max: maxProfileValue}

	// profileFields are those of a profile, under names that nobody checks: the
	// service adds some, and Attributes.x has any.
	profileFields = parameter{name: "ProfileRequestData", form: formTexts, required: true, max: maxProfileValue}

	// profileResponse lists what becomes of $.Customer.
	profileResponse = parameter{name: "ProfileResponseData", form: formAny}
)

// searchFields are the fields of a profile by which exports of earlier years look for
// one, as the only member of a request, with the search keys that they stand for.
// spec: published samples of step-by-step guides; SearchProfiles, KeyName.
var searchFields = map[string]string{"PhoneNumber": "_phone", "EmailAddress": "_email", "AccountNumber": "_account"}

// searchRequest is what a profile is looked for by.
func searchRequest() parameter {
	members := []parameter{identifierName, identifierValue, searchCriteria, logicalOperator}
	for _, name := range slices.Sorted(maps.Keys(searchFields)) {
		members = append(members, parameter{name: name, form: formValue, min: 1, max: maxProfileValue})
	}
	return profileRequest(members...)
}

// identify writes a request that names a field of the profile as one by its search
// key.
func identify(request map[string]any) map[string]any {
	if len(request) != 1 {
		return request
	}
	for name, value := range request {
		if key, ok := searchFields[name]; ok {
			return map[string]any{identifierName.name: key, identifierValue.name: value}
		}
	}
	return request
}

func needed(p parameter) parameter {
	p.required = true
	return p
}

func profileRequest(members ...parameter) parameter {
	return parameter{name: "ProfileRequestData", form: formObject, required: true, members: members}
}

// The actions on customer profiles. spec: one page each, under Interactions.
var (
	getCustomerProfile = profileAction{
		request: searchRequest(), rewrite: identify,
		fault: searchFault, errors: []ErrorName{ErrorMultipleFound, ErrorNoneFound},
	}.definition()
	createCustomerProfile = profileAction{request: profileFields}.definition()
	updateCustomerProfile = profileAction{request: profileFields, known: true}.definition()

	getCustomerProfileObject = profileAction{
		request: profileRequest(profileID, objectType, identifierName, identifierValue, useLatest),
		fault:   objectFault, errors: []ErrorName{ErrorNoneFound}, object: true,
	}.definition()
	getCalculatedAttributes = profileAction{
		request: profileRequest(profileID), errors: []ErrorName{ErrorNoneFound},
	}.definition()
	associateContactToCustomerProfile = profileAction{
		request: profileRequest(profileID, profileContact),
	}.definition()
)

// profileAction is in what an action on profiles differs from the others.
type profileAction struct {
	request parameter
	rewrite func(request map[string]any) map[string]any // into the form of today; nil: as it is
	fault   func(request map[string]any) string         // what members alone do not show; nil: nothing
	errors  []ErrorName                                 // besides NoMatchingError
	known   bool                                        // ProfileId is that of $.Customer unless it is given
	object  bool                                        // the names of fields begin with the kind of an object
}

func (a profileAction) definition() definition {
	return definition{
		parameters: []parameter{a.request, profileResponse},
		branches:   []ErrorName{ErrorNoMatchingError},
		check:      a.check, begin: a.begin, resume: a.resume,
	}
}

func (a profileAction) check(c *checker) {
	if request, ok := c.action.Parameters[a.request.name].(map[string]any); ok && a.fault != nil {
		if fault := a.fault(a.today(request)); fault != "" {
			c.problem("parameter %s %s", a.request.name, fault)
		}
	}
	if _, err := profileNames(c.action.Parameters[profileResponse.name]); err != nil {
		c.problem("parameter %s", err)
	}
}

// today is a request in the form of today.
func (a profileAction) today(request map[string]any) map[string]any {
	if a.rewrite == nil {
		return request
	}
	return a.rewrite(request)
}

func (a profileAction) begin(x *execution) outcome {
	request, err := a.read(x)
	if err != nil {
		return fail(err)
	}
	fields, err := profileNames(x.action.Parameters[profileResponse.name])
	if err != nil {
		return fail(err)
	}
	return x.consult(KeeperOfProfiles, map[string]any{a.request.name: request, profileResponse.name: fields})
}

func (a profileAction) read(x *execution) (map[string]any, error) {
	request := map[string]any{}
	if a.request.form == formTexts {
		fields, err := x.entries(a.request)
		if err != nil {
			return nil, err
		}
		for name, value := range fields {
			request[name] = value
		}
	} else {
		value, err := x.built(a.request, x.action.Parameters[a.request.name])
		if err != nil {
			return nil, err
		}
		request, _ = value.(map[string]any)
		request = a.today(request)
	}
	if a.known && request[profileID.name] == nil {
		id, _ := x.lookup(Path{namespaceCustomer, profileID.name})
		if id == "" {
			return nil, fmt.Errorf("%s is missing, and no profile was found before", profileID.name)
		}
		request[profileID.name] = id
	}
	if a.fault != nil {
		if fault := a.fault(request); fault != "" {
			return nil, fmt.Errorf("%s %s", a.request.name, fault)
		}
	}
	return request, nil
}

func (a profileAction) resume(x *execution, in Input) outcome {
	said, out := readConsulted(in, a.errors)
	if out != nil {
		return *out
	}
	fields, err := profileNames(x.action.Parameters[profileResponse.name])
	if err != nil {
		return fail(err)
	}
	if err := x.keepCustomer(said.Customer, fields, a.object); err != nil {
		return fail(err)
	}
	return done("")
}

// profileNames are the fields that a flow wants: a list of names, or an object of
// which only the keys count, as the pages have it.
func profileNames(raw any) ([]string, error) {
	if fields, ok := raw.(map[string]any); ok {
		return slices.Sorted(maps.Keys(fields)), nil
	}
	names, err := parameter{name: profileResponse.name, form: formList, min: 1, max: maxProfileValue}.list(raw)
	if names == nil {
		names = []string{}
	}
	return names, err
}

// searchFault tells what is wrong with what a profile is looked for by.
// spec: GetCustomerProfile, parameter object.
func searchFault(request map[string]any) string {
	single, several := identified(request), request[searchCriteria.name] != nil
	for name := range searchFields {
		if request[name] != nil {
			return "must have " + name + " alone"
		}
	}
	switch {
	case single == several:
		return "must have either IdentifierName and IdentifierValue or SearchCriteria"
	case several && request[logicalOperator.name] == nil:
		return "must have LogicalOperator beside SearchCriteria"
	}
	return ""
}

// objectFault tells what is wrong with what an object is looked for by.
// spec: GetCustomerProfileObject, parameter object.
func objectFault(request map[string]any) string {
	if flag(request[useLatest.name]) == identified(request) {
		return "must have either UseLatest or IdentifierName and IdentifierValue"
	}
	return ""
}

// flag is a formTruth as it is written, or as it was read.
func flag(value any) bool {
	on, read := value.(*bool)
	if !read {
		on, _ = truth(value, "")
	}
	return on != nil && *on
}

func identified(request map[string]any) bool {
	return request[identifierName.name] != nil && request[identifierValue.name] != nil
}
