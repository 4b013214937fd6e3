package flow

// MaxFunctionResponse is how many bytes a function may return.
// spec: InvokeLambdaFunction, response.
const MaxFunctionResponse = 32_768

// BotTimeLimit is how many seconds a bot has for an answer.
// spec: ConnectParticipantWithLexBot.
const BotTimeLimit = 10

// AskBot tells a bot what the customer said. The host stores the state, asks,
// and calls again with BotAnswered, or with a Result that carries
// ErrorNoMatchingError when the bot failed or took longer than BotTimeLimit.
type AskBot struct {
	Bot               string // the ARN of an alias, or a name
	Locale            string // such as en_US; empty: the host's default
	Text              string
	Opens             bool // nothing was listened to before: see Listen.Again
	SessionAttributes map[string]string
	State             []byte // what the bot's last answer in this dialog left
}

// BotAnswer is what a bot says to one turn.
type BotAnswer struct {
	Messages          []BotMessage
	Intent            string
	IntentState       string // Fulfilled, ReadyForFulfillment, Failed, InProgress, …
	DialogAction      string // Close, ConfirmIntent, Delegate, ElicitIntent, ElicitSlot, …
	Slots             map[string]string
	SessionAttributes map[string]string
	Interpretations   []Interpretation // the best first
	State             []byte           // handed back with the next turn
}

// BotMessage is one message of a bot.
type BotMessage struct {
	ContentType string // PlainText, CustomPayload, SSML or ImageResponseCard
	Content     string
	// Plain says the same in words, for chats that show no interactive messages;
	// empty when there are none.
	Plain string
}

// Interpretation is one meaning that a bot sees in what was said.
type Interpretation struct {
	Intent    string
	Score     float64 // 0 when the bot does not tell
	Slots     map[string]string
	Sentiment string // empty when the bot does not tell
}

// InvokeFunction calls a function. The host stores the state, calls, and calls
// again with FunctionAnswered, or with a Result that carries
// ErrorNoMatchingError when it failed or took longer. It may be called more than
// once for one InvokeFunction, with the same key.
type InvokeFunction struct {
	ARN        string
	Seconds    int // 1 to 8
	Async      bool
	Parameters []byte // a JSON object
}

// ConsultTimeLimit is how many seconds whoever keeps profiles or tables has for an
// answer: as many as a function may have at most [I].
const ConsultTimeLimit = maxFunctionSeconds

// Keeper is what keeps customer profiles, or data tables, beside the contact centre.
type Keeper string

// The keepers that flows know.
const (
	KeeperOfProfiles Keeper = "profiles"
	KeeperOfTables   Keeper = "tables"
)

// Consult asks a keeper to do what an action says. The host stores the state, asks,
// and calls again with Consulted, or with a Result that carries
// ErrorNoMatchingError when there is no keeper, or it failed or took longer than
// ConsultTimeLimit. It may be asked more than once for one Consult, with the same
// key.
type Consult struct {
	Keeper     Keeper
	Action     ActionType
	Parameters []byte // those of the action as a JSON object, references replaced
}

func (AskBot) command()         {}
func (InvokeFunction) command() {}
func (Consult) command()        {}
