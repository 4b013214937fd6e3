package bot

import "encoding/json"

// IntentState is how far an intent has come. spec: RecognizeText intent state.
type IntentState string

// The states of an intent.
const (
	Failed                IntentState = "Failed"
	Fulfilled             IntentState = "Fulfilled"
	FulfillmentInProgress IntentState = "FulfillmentInProgress"
	InProgress            IntentState = "InProgress"
	ReadyForFulfillment   IntentState = "ReadyForFulfillment"
	Waiting               IntentState = "Waiting"
)

// Confirmation is what the customer said when asked whether all is right.
type Confirmation string

// Confirmations.
const (
	Unconfirmed Confirmation = "None"
	Confirmed   Confirmation = "Confirmed"
	Denied      Confirmation = "Denied"
)

// Action is what the bot wants next.
type Action string

// Actions. spec: RecognizeText dialogAction type.
const (
	Close         Action = "Close"
	ConfirmIntent Action = "ConfirmIntent"
	Delegate      Action = "Delegate"
	ElicitIntent  Action = "ElicitIntent"
	ElicitSlot    Action = "ElicitSlot"
	None          Action = "None"
)

// FallbackIntent is the intent of what no other matches.
const FallbackIntent = "FallbackIntent"

// Answer is what a bot says, and what it has understood. It can be stored as JSON.
type Answer struct {
	Messages          []Message         `json:"messages,omitempty"`
	Intent            string            `json:"intent,omitempty"`
	IntentState       IntentState       `json:"intentState,omitempty"`
	ConfirmationState Confirmation      `json:"confirmationState,omitempty"`
	DialogAction      Action            `json:"dialogAction,omitempty"`
	SlotToElicit      string            `json:"slotToElicit,omitempty"`
	Slots             map[string]string `json:"slots,omitempty"` // interpreted values
	SessionAttributes map[string]string `json:"sessionAttributes,omitempty"`
	// Interpretations are what the text may mean, likeliest first. The first is
	// that of Intent as a rule.
	Interpretations []Interpretation `json:"interpretations,omitempty"`
	// State is to be given with the next turn; nil when there is nothing to keep.
	State json.RawMessage `json:"state,omitempty"`
}

// Interpretation is one meaning that a text may have.
type Interpretation struct {
	Intent     string            `json:"intent"`
	Confidence *float64          `json:"confidence,omitempty"` // 0 to 1; nil when the bot does not say
	Slots      map[string]string `json:"slots,omitempty"`
	Sentiment  *Sentiment        `json:"sentiment,omitempty"`
}

// Sentiment is the mood of a text. spec: RecognizeText sentimentResponse.
type Sentiment struct {
	Label    string  `json:"label"` // MIXED, NEGATIVE, NEUTRAL or POSITIVE
	Mixed    float64 `json:"mixed"`
	Negative float64 `json:"negative"`
	Neutral  float64 `json:"neutral"`
	Positive float64 `json:"positive"`
}

// Over reports whether the conversation with the bot is over: the bot closes, or
// the intent has come to its end and the bot asks nothing more.
// spec: ConnectParticipantWithLexBot, intents that are fulfilled, ready or failed.
func (a Answer) Over() bool {
	switch a.DialogAction {
	case Close:
		return true
	case ConfirmIntent, ElicitIntent, ElicitSlot:
		return false
	}
	return a.IntentState == Fulfilled || a.IntentState == ReadyForFulfillment || a.IntentState == Failed
}
