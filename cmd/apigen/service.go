package main

// service is what the generator must know about an API beyond its model.
type service struct {
	// pkg names the package, the overlay folder and the operation list.
	pkg string
	// model is the path of the published model inside its module.
	model string
	// internal is the error for everything that went wrong inside.
	internal string
	// violation lists the errors for a broken constraint, best first.
	violation []string
	// refusal lists the errors for an operation that is not implemented, best
	// first: none that an SDK would retry.
	refusal []string
	// predicates maps patterns that RE2 cannot express to the hand-written
	// functions of the package that decide them.
	predicates map[string]string
}

var services = []service{
	{
		pkg:      "connect",
		model:    "models/apis/connect/2017-08-08/api-2.json",
		internal: "InternalServiceException",
		// spec: validation split, the member's own constraint is
		// InvalidParameterException where the operation models it
		violation: []string{"InvalidParameterException", "InvalidRequestException"},
		refusal:   []string{"InvalidRequestException", "InvalidParameterException", "AccessDeniedException"},
		predicates: map[string]string{
			`^(?!aws:)[a-zA-Z+-=._:/]+$`:                           "isContactTagKey",
			`(?!aws:|connect:)[\t\n\r\x20-\x7E\xA1-\xFF]+$`:        "isPrimaryAttributeName",
			`^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]*$`:                "isTagKey",
			`^(?!d-)([\da-zA-Z]+)([-]*[\da-zA-Z])*$`:               "isInstanceAlias",
			`/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[a-zA-Z\d\S]{8,64}$/`: "isPassword",
		},
	},
	{
		pkg:       "participant",
		model:     "models/apis/connectparticipant/2018-09-07/api-2.json",
		internal:  "InternalServerException",
		violation: []string{"ValidationException"},
		refusal:   []string{"ValidationException", "AccessDeniedException"},
	},
}
