package flow

import (
	"strings"
	"unicode/utf8"
)

var (
	lexV2Bot = parameter{name: "LexV2Bot", form: formObject, members: []parameter{lexAlias}}
	lexAlias = parameter{
		name: "AliasArn", form: formValue, required: true, min: 1, max: maxResourceID, resource: ResourceBot,
	}
	lexBot = parameter{name: "LexBot", form: formObject, members: []parameter{
		lexName, {name: "Region", form: formValue}, {name: "Alias", form: formValue},
	}}
	lexName       = parameter{name: "Name", form: formValue, required: true, min: 1, max: maxResourceID, resource: ResourceBot}
	lexAttributes = parameter{name: "LexSessionAttributes", form: formTexts}
	lexOpening    = parameter{name: "LexInitializationData", form: formObject, members: []parameter{lexMessage}}
	lexOpeningOld = parameter{name: "LexInitilizationData", form: formObject, members: []parameter{lexMessage}}
	lexMessage    = parameter{name: "InitialMessage", form: formText}
	lexTimeout    = parameter{name: "LexTimeoutSeconds", form: formObject, members: []parameter{lexTextLimit}}
	lexTextLimit  = parameter{name: "Text", form: formNumber, min: 1, max: MaxWaitSeconds}
)

var (
	lexBots     = []string{"LexV2Bot", "LexBot"}
	lexOpenings = []string{"LexInitializationData", "LexInitilizationData"}
	prompts     = []string{"Text", "SSML", "PromptId", "Media"}
)

// connectParticipantWithLexBot lets the customer talk with a bot until that knows
// what to do. The first message of the bot's dialog may be given instead of a
// prompt. The language reference writes LexInitilizationData.
// spec: ConnectParticipantWithLexBot.
var connectParticipantWithLexBot = definition{
	parameters: []parameter{
		messageText, messageSSML, messagePrompt, messageMedia,
		lexV2Bot, lexBot, lexAttributes, lexOpening, lexOpeningOld, lexTimeout,
	},
	oneOf:      lexBots,
	conditions: conditions{operators: []Operator{OpEquals}, optional: true},
	branches:   []ErrorName{ErrorNoMatchingError},
	flows: []Type{
		TypeContactFlow, TypeCustomerQueue, TypeAgentTransfer, TypeQueueTransfer,
	},
	check:  checkBot,
	begin:  beginBot,
	resume: resumeBot,
}

// getParticipantInput asks for digits, which a chat has none of, unless it holds a
// bot: older flows write the action above so. spec: GetParticipantInput.
var getParticipantInput = definition{
	conditions: conditions{operators: []Operator{OpEquals}, optional: true},
	ends:       unknownEnding,
	check: func(c *checker) {
		if countPresent(c.action.Parameters, lexBots) == 0 {
			return
		}
		c.def = connectParticipantWithLexBot
		if !c.def.allowedIn(c.flowType) {
			c.problem("%s with a bot is not allowed in a flow of type %s", c.action.Type, c.flowType)
		}
		c.parameters()
		c.transitions()
		c.def.check(c)
	},
	begin: func(x *execution) outcome {
		if countPresent(x.action.Parameters, lexBots) == 0 {
			return raise(ErrorNoMatchingError, "digits cannot be entered in chat")
		}
		x.def = connectParticipantWithLexBot
		if note := x.forbidden(); note != "" {
			return raise(ErrorNoMatchingError, note)
		}
		return beginBot(x)
	},
	resume: resumeBot,
}

func checkBot(c *checker) {
	if fault := promptFault(c.action.Parameters); fault != "" {
		c.problem("parameters: %s", fault)
	}
}

// promptFault tells whether a dialog has too few or too many ways to begin.
func promptFault(ps Parameters) string {
	asked, opened := countPresent(ps, prompts), countPresent(ps, lexOpenings)
	switch {
	case asked > 1:
		return "at most one of " + orList(prompts) + " can be set"
	case opened > 1:
		return "at most one of " + orList(lexOpenings) + " can be set"
	case asked+opened == 0:
		return "one of " + orList(prompts) + " is required"
	}
	return ""
}

func beginBot(x *execution) outcome {
	if fault := promptFault(x.action.Parameters); fault != "" {
		return raise(ErrorNoMatchingError, fault)
	}
	d, err := x.newDialog()
	if err != nil {
		return fail(err)
	}
	p := messageText
	if x.has(messageSSML) {
		p = messageSSML
	}
	prompt, err := x.text(p)
	if err != nil {
		return fail(err)
	}
	if x.has(p) && strings.TrimSpace(prompt) == "" {
		return raise(ErrorNoMatchingError, p.name+" came out empty")
	}
	if prompt == "" {
		return d.turn(x)
	}
	if err := x.progress(d); err != nil {
		return fail(err)
	}
	return ask(SendMessage{Text: prompt})
}

// newDialog reads the parameters of a dialog that begins.
func (x *execution) newDialog() (*dialog, error) {
	d := &dialog{}
	var err error
	if x.has(lexV2Bot) {
		d.Bot, err = x.member(lexV2Bot, lexAlias)
	} else {
		d.Bot, err = x.member(lexBot, lexName)
	}
	if err != nil {
		return nil, err
	}
	if d.Attributes, err = x.texts(lexAttributes); err != nil {
		return nil, err
	}
	for _, p := range []parameter{lexOpening, lexOpeningOld} {
		text, err := x.member(p, lexMessage)
		if err != nil {
			return nil, err
		}
		if text = strings.TrimSpace(text); text != "" {
			d.Opening = text
		}
	}
	if utf8.RuneCountInString(d.Opening) > MaxMessageLength {
		d.Opening = string([]rune(d.Opening)[:MaxMessageLength])
	}
	if d.Seconds, err = x.memberNumber(lexTimeout, lexTextLimit); err != nil {
		return nil, err
	}
	if language, ok := x.lookup(Path{"LanguageCode"}); ok {
		d.Locale = strings.ReplaceAll(language, "-", "_")
	}
	return d, x.keep(namespaceLex, nil)
}
