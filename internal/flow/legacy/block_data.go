package legacy

import "github.com/rejoin-chat/rejoin/internal/flow"

// target says whose data a block changes.
func (b *block) target() {
	if !b.set("TargetContact", "TargetContact") {
		b.action.Parameters["TargetContact"] = string(flow.TargetCurrent)
	}
}

func (b *block) setAttributes() {
	b.is("UpdateContactAttributes")
	b.entries("Attributes", "Attribute")
	b.target()
	b.success()
}

// setScreenPop set one attribute, which it named in a parameter of its own.
func (b *block) setScreenPop() {
	b.is("UpdateContactAttributes")
	if key := b.value("key"); key != "" {
		b.action.Parameters["Attributes"] = map[string]any{key: b.value("value")}
	}
	b.target()
	b.unfailing()
}

func (b *block) setFlowAttributes() {
	b.is("UpdateFlowAttributes")
	attributes := map[string]any{}
	for _, p := range b.all("Attribute", "FlowAttribute") {
		if p.Key != "" {
			attributes[p.Key] = map[string]any{"Value": p.text()}
		}
	}
	b.action.Parameters["FlowAttributes"] = attributes
	b.success()
}

// contactData are the members that bear the same name in both formats.
var contactData = []string{
	"Name", "Description", "LanguageCode", "CustomerId", "WisdomSessionArn",
	"IsVoiceIdStreamingEnabled", "IsVoiceAuthenticationEnabled", "VoiceAuthenticationThreshold",
	"VoiceAuthenticationResponseTime", "IsFraudDetectionEnabled", "FraudDetectionThreshold", "WatchlistId",
}

func (b *block) setContactData() {
	b.is("UpdateContactData")
	for _, name := range contactData {
		b.set(name, name)
	}
	for _, p := range b.all("Attribute", "ContactData") {
		if p.Key != "" {
			b.action.Parameters[p.Key] = p.text()
		}
	}
	b.target()
	b.unfailing()
}

func (b *block) tag() {
	b.is("TagContact")
	b.entries("Tags", "Tag", "Tags")
	b.success()
}

func (b *block) untag() {
	b.is("UnTagContact")
	keys := []any{}
	for _, p := range b.all("TagKey", "TagKeys", "Tag") {
		if p.Key != "" {
			keys = append(keys, p.Key)
		} else if v := p.text(); v != "" {
			keys = append(keys, v)
		}
	}
	b.action.Parameters["TagKeys"] = keys
	b.success()
}
