package view

import (
	"encoding/json"
	"slices"
)

// Standard is a view that every instance has and nobody can change.
type Standard struct {
	ID          string
	Name        string
	Description string
	Content
}

// StandardVersion is the only version of the standard views.
// spec: DescribeView ViewId, version 1 for managed views.
const StandardVersion = 1

// Standards are the views of the service that a customer can be shown, in order of
// name: their names, inputs and actions are those of the service, the templates are
// written here. The one for after-contact work is for agents alone and left out.
// spec: Set up AWS managed views for an agent's workspace; Show view block.
func Standards() []Standard { return slices.Clone(standards) }

// FindStandard finds a standard view by its id.
func FindStandard(id string) (Standard, bool) {
	i := slices.IndexFunc(standards, func(s Standard) bool { return s.ID == id })
	if i < 0 {
		return Standard{}, false
	}
	return standards[i], true
}

// The actions of the standard views.
const (
	actionSelected = "ActionSelected"
	actionBack     = "Back"
	actionNext     = "Next"
	actionStep     = "Step"
	actionNoMatch  = "NoMatchFound"
)

// What an input of a standard view may be. Sections may be a text, one section or
// many.
var (
	aText    = schema{Type: types{"string"}}
	aList    = schema{Type: types{"array"}}
	anObject = schema{Type: types{"object"}}
	aNumber  = schema{Type: types{"number", "string"}}
	sections = schema{Type: types{"string", "object", "array"}}
	// aButton is a label, alone or with what else the button has.
	aButton = schema{Type: types{"object", "string"}}
)

var standards = []Standard{
	standard("cards", "Cards", "Topics to choose from, each with details that open",
		[]string{actionSelected, actionBack, actionNoMatch}, []string{"Cards"},
		inputs{"Cards": aList, "CardsPerRow": aNumber, "NoMatchFound": aButton},
		component{Type: "Cards", Props: props{"Cards": "$.Cards", "CardsPerRow": "$.CardsPerRow", "Action": actionSelected}},
		button("$.NoMatchFound", actionNoMatch)),
	standard("confirmation", "Confirmation", "What was done, and the way on",
		[]string{actionNext}, []string{"Next"},
		inputs{"SubHeading": aText, "Graphic": anObject, "Next": aButton},
		component{Type: "Graphic", Props: props{"Graphic": "$.Graphic"}},
		component{Type: "SubHeading", Props: props{"Text": "$.SubHeading"}},
		button("$.Next", actionNext)),
	standard("detail", "Detail", "Information, and the actions that it calls for",
		[]string{actionSelected, actionBack}, []string{"Sections"},
		inputs{"Description": aText, "Sections": sections, "Actions": aList},
		component{Type: "Description", Props: props{"Text": "$.Description"}},
		component{Type: "Sections", Props: props{"Sections": "$.Sections"}},
		component{Type: "Actions", Props: props{"Actions": "$.Actions", "Action": actionSelected}}),
	standard("form", "Form", "Fields to be filled in, in one step or several",
		[]string{actionBack, actionNext, actionStep}, []string{"Sections"},
		inputs{"SubHeading": aText, "Sections": sections, "Wizard": sections, "ErrorText": sections,
			"Next": aButton, "Previous": aButton, "Cancel": aButton, "Edit": aButton},
		component{Type: "SubHeading", Props: props{"Text": "$.SubHeading"}},
		component{Type: "Wizard", Props: props{"Steps": "$.Wizard", "Action": actionStep}},
		component{Type: "ErrorText", Props: props{"Error": "$.ErrorText"}},
		component{Type: "Form", Props: props{"Sections": "$.Sections", "Edit": "$.Edit"}},
		button("$.Previous", actionBack), button("$.Cancel", actionBack), button("$.Next", actionNext)),
	standard("list", "List", "Items to choose from",
		[]string{actionSelected, actionBack}, []string{"Items"},
		inputs{"SubHeading": aText, "Items": aList},
		component{Type: "SubHeading", Props: props{"Text": "$.SubHeading"}},
		component{Type: "List", Props: props{"Items": "$.Items", "Action": actionSelected}}),
}

type (
	inputs = map[string]schema
	props  = map[string]string
	// component is one of a template's Body.
	component struct {
		ID      string      `json:"_id"`
		Type    string      `json:"Type"`
		Props   props       `json:"Props"`
		Content []component `json:"Content"`
	}
)

func button(label, action string) component {
	return component{Type: "Button", Props: props{"Label": label, "Action": action}}
}

// standard puts a view together. All begin with a bar of attributes, a way back where
// there is one, and a heading.
func standard(id, name, description string, actions, required []string, in inputs, body ...component) Standard {
	in["AttributeBar"], in["Heading"] = aList, aText
	top := []component{{Type: "AttributeBar", Props: props{"Attributes": "$.AttributeBar"}}}
	if slices.Contains(actions, actionBack) {
		in["Back"] = aButton
		top = append(top, button("$.Back", actionBack))
	}
	top = append(top, component{Type: "Heading", Props: props{"Text": "$.Heading"}})
	body = append(top, body...)
	for i := range body {
		body[i].ID, body[i].Content = id+"_"+string(rune('a'+i)), []component{}
	}
	template, err := json.Marshal(map[string]any{
		"Head": map[string]any{"Title": name, "Configuration": map[string]any{"Layout": map[string]any{"Columns": []string{"12"}}}},
		"Body": body,
	})
	if err != nil {
		panic(err) // it is made of texts
	}
	schema := schema{Schema: dialect, Type: types{"object"}, Properties: in, Required: required}
	return Standard{id, name, description, Content{Template: string(template), InputSchema: schema.String(), Actions: actions}}
}
