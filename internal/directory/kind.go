package directory

import "github.com/rejoin-chat/rejoin/internal/store"

// Kind is a family of resources.
type Kind struct {
	// Store is the kind's name in the store.
	Store store.ResourceKind
	// ARNType is its name in ARNs. spec: Actions, resources, and condition keys
	// for Amazon Connect.
	ARNType string
	// Noun is what messages call one of them.
	Noun string
}

// The kinds.
var (
	KindInstance       = Kind{"instance", "", "instance"}
	KindFlow           = Kind{"contact-flow", "contact-flow", "contact flow"}
	KindFlowVersion    = Kind{"contact-flow-version", "", "version of the contact flow"}
	KindFlowContent    = Kind{"contact-flow-content", "", "content of the contact flow"}
	KindModule         = Kind{"flow-module", "flow-module", "contact flow module"}
	KindModuleVersion  = Kind{"flow-module-version", "", "version of the contact flow module"}
	KindModuleAlias    = Kind{"flow-module-alias", "", "alias of the contact flow module"}
	KindView           = Kind{"view", "view", "view"}
	KindViewVersion    = Kind{"view-version", "", "version of the view"}
	KindViewContent    = Kind{"view-content", "", "content of the view"}
	KindQueue          = Kind{"queue", "queue", "queue"}
	KindHours          = Kind{"operating-hours", "operating-hours", "hours of operation"}
	KindRoutingProfile = Kind{"routing-profile", "routing-profile", "routing profile"}
	KindQuickConnect   = Kind{"quick-connect", "transfer-destination", "quick connect"}
	KindAgentStatus    = Kind{"agent-state", "agent-state", "agent status"}
	KindUser           = Kind{"user", "agent", "user"}

	// Functions and bots are outside; what is kept of them is that they are
	// associated with the instance.
	KindFunction = Kind{"lambda-function", "", "Lambda function"}
	KindBot      = Kind{"lex-v2-bot", "", "bot"}
	KindOldBot   = Kind{"lex-bot", "", "bot"}

	// KindOrigin is an origin whose pages may frame those of the instance.
	KindOrigin = Kind{"approved-origin", "", "origin"}

	// KindPredefinedAttribute has no ARNs: an attribute is named by its name.
	KindPredefinedAttribute = Kind{"predefined-attribute", "", "predefined attribute"}

	KindSecurityProfile = Kind{"security-profile", "security-profile", "security profile"}
)

// Kinds are all families that have ARNs of their own.
func Kinds() []Kind {
	return []Kind{
		KindFlow, KindModule, KindView, KindQueue, KindHours, KindRoutingProfile, KindAgentStatus, KindUser,
		KindSecurityProfile, KindQuickConnect,
	}
}

// KindOfARN finds the family that an ARN type names.
func KindOfARN(arnType string) (Kind, bool) {
	for _, k := range Kinds() {
		if k.ARNType == arnType {
			return k, true
		}
	}
	return Kind{}, false
}
