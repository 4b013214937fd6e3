package legacy

import (
	"strings"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// getUserInput tells the two forms of the block apart where no target does.
func (b *block) getUserInput() {
	for _, p := range b.Parameters {
		if strings.Contains(p.Name, "Bot") {
			b.getIntent()
			return
		}
	}
	b.getDigits()
}

// getDigits asks for a key of the telephone. On chat it takes its error branch,
// as the block does there.
func (b *block) getDigits() {
	b.is("GetParticipantInput")
	b.prompt()
	b.action.Parameters["StoreInput"] = "False"
	b.set("InputTimeLimitSeconds", "Timeout")
	if n := b.value("MaxDigits"); n != "" && n != "1" {
		b.warn("MaxDigits %s was left out: the language compares as many digits as its conditions have", n)
	}
	b.answered()
}

// answered are the branches of a question.
func (b *block) answered() {
	b.evaluate()
	b.raise(flow.ErrorInputTimeLimitExceeded, "Timeout")
	b.raise(flow.ErrorNoMatchingCondition, "NoMatch")
	b.raise(flow.ErrorNoMatchingError, "Error")
	b.otherwise()
}

// getIntent lets a bot talk with the customer. A bot of the second version is
// named by the ARN of its alias.
func (b *block) getIntent() {
	b.is("ConnectParticipantWithLexBot")
	b.prompt()
	alias := b.value("LexV2BotAliasArn", "BotAliasArn", "LexBotAliasArn", "AliasArn")
	name, version, region := b.value("BotName"), b.value("BotAlias"), b.value("BotRegion")
	for _, v := range []string{version, name} {
		if alias == "" && strings.HasPrefix(v, "arn:") {
			alias = v
		}
	}
	switch {
	case alias != "":
		b.action.Parameters["LexV2Bot"] = map[string]any{"AliasArn": alias}
	default:
		bot := map[string]any{"Name": name, "Alias": version}
		if region != "" {
			bot["Region"] = region
		}
		b.action.Parameters["LexBot"] = bot
	}
	b.entries("LexSessionAttributes", "SessionAttribute", "SessionAttributes", "LexSessionAttribute", "Attribute", "Parameter")
	if first := b.value("InitialMessage"); first != "" {
		b.action.Parameters["LexInitializationData"] = map[string]any{"InitialMessage": first}
	}
	if limit := b.value("LexTimeoutSeconds", "Timeout"); limit != "" {
		b.action.Parameters["LexTimeoutSeconds"] = map[string]any{"Text": limit}
	}
	b.answered()
}

// storeUserInput asks for digits and keeps them. On chat it takes its error
// branch, as the block does there.
func (b *block) storeUserInput() {
	b.is("GetParticipantInput")
	b.prompt()
	b.action.Parameters["StoreInput"] = "True"
	b.set("InputTimeLimitSeconds", "Timeout")
	b.validation()
	if strings.EqualFold(b.value("EncryptEntry"), "true") {
		b.action.Parameters["InputEncryption"] = map[string]any{
			"EncryptionKeyId": b.value("EncryptionKeyId"), "Key": b.value("EncryptionKey"),
		}
	}
	b.ignore("EncryptionKeyId", "EncryptionKey")
	keys := map[string]any{}
	if v := b.value("TerminatorDigits"); v != "" {
		keys["InputTerminationSequence"] = v
	}
	if v := b.value("DisableCancel"); v != "" {
		keys["DisableCancelKey"] = truth(v)
	}
	if v := b.value("InterdigitTimeout", "InterDigitTimeout"); v != "" {
		keys["InterdigitTimeLimitSeconds"] = v
	}
	if len(keys) > 0 {
		b.action.Parameters["DTMFConfiguration"] = keys
	}
	b.next("Success")
	b.raise(flow.ErrorInvalidPhoneNumber, "InvalidNumber", "InvalidPhoneNumber")
	b.raise(flow.ErrorInputTimeLimitExceeded, "Timeout")
	b.raise(flow.ErrorNoMatchingError, "Error")
}

// validation is a largest length, or the form of a telephone number.
func (b *block) validation() {
	digits := b.value("MaxDigits")
	kind := b.value("CustomerInputType")
	format, country := b.value("PhoneNumberFormat", "NumberFormat"), b.value("CountryCode")
	if kind != "" && kind != "Custom" {
		if format == "" || strings.EqualFold(format, "Local") {
			format = "Local"
		} else {
			format = "E164" // the designer calls it International
		}
		phone := map[string]any{"NumberFormat": format}
		if country != "" {
			phone["CountryCode"] = country
		}
		b.action.Parameters["InputValidation"] = map[string]any{"PhoneNumberValidation": phone}
	} else if digits != "" {
		b.action.Parameters["InputValidation"] = map[string]any{"CustomValidation": map[string]any{"MaximumLength": digits}}
	}
}

// truth is how the language writes true and false.
func truth(v string) string {
	if strings.EqualFold(v, "true") {
		return "True"
	}
	return "False"
}
