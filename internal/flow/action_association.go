package flow

var (
	rehydrationType = parameter{
		name: "RehydrationType", form: formValue, required: true,
		choices: []string{string(RehydrateEntirePastSession), string(RehydrateFromSegment)},
	}
	sourceContactID = parameter{
		name: "SourceContactId", form: formValue, required: true, min: 1, max: 256,
	}
)

// createPersistentContactAssociation continues a past session in this one.
// spec: CreatePersistentContactAssociation (flow action).
var createPersistentContactAssociation = definition{
	parameters: []parameter{rehydrationType, sourceContactID},
	branches:   []ErrorName{ErrorNoMatchingError},
	begin: func(x *execution) outcome {
		kind, err := x.text(rehydrationType)
		if err != nil {
			return fail(err)
		}
		source, err := x.text(sourceContactID)
		if err != nil {
			return fail(err)
		}
		return ask(Associate{RehydrationType: RehydrationType(kind), SourceContactID: source})
	},
}
