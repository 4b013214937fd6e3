package flow

// The bounds of the time in which a customer may sign in, in minutes, and the one
// that counts when the document does not say.
// spec: Flow block in Amazon Connect: Authenticate Customer, timeout.
const (
	minSignInMinutes = 3
	maxSignInMinutes = 15
)

// optedOut is the result of a customer who does not want to sign in.
const optedOut = "OptedOut"

// SignIn has the customer sign in at an identity provider, which UserPool and
// Client name as the document does. The execution is stored meanwhile. The answer is
// SignedIn, Timeout after Seconds, or a Result with an error: when there is no such
// provider, or it does not say who the customer is.
// spec: AuthenticateParticipant.
type SignIn struct {
	UserPool string // an ARN, or another name of 1 to 256 characters
	Client   string // 1 to 256 characters
	Seconds  int
}

func (SignIn) command() {}

// SignedIn answers SignIn: the customer has signed in, or does not want to. Who it is,
// as the issuer knows it, is for the host: the machine decides nothing by that.
type SignedIn struct {
	OptedOut        bool
	Issuer, Subject string
}

func (SignedIn) input() {}

var (
	signInPool = parameter{
		name: "CognitoConfiguration", form: formObject, required: true, members: []parameter{userPool, appClient},
	}
	userPool     = parameter{name: "UserPoolArn", form: formValue, required: true, min: 1, max: maxResourceID}
	appClient    = parameter{name: "AppClientId", form: formValue, required: true, min: 1, max: maxResourceID}
	signInObject = parameter{
		name: "CustomerProfilesConfiguration", form: formObject, members: []parameter{objectTypeName},
	}
	objectTypeName = parameter{name: "ObjectTypeName", form: formValue}
	signInMinutes  = parameter{name: "TimeLimitMinutes", form: formNumber, min: minSignInMinutes, max: maxSignInMinutes}
)

// authenticateParticipant has the customer sign in and goes on at NextAction when
// that is done. Where the customer's profile would be kept is read past: there are
// no profiles here. spec: AuthenticateParticipant.
var authenticateParticipant = definition{
	parameters: []parameter{signInPool, signInObject, signInMinutes},
	conditions: conditions{
		operators: []Operator{OpEquals},
		operands:  []string{optedOut},
		required:  func(Parameters) []string { return []string{optedOut} },
		besides:   true,
	},
	branches: []ErrorName{ErrorNoMatchingError},
	flows:    []Type{TypeContactFlow},
	begin:    beginSignIn,
	resume:   resumeSignIn,
}

func beginSignIn(x *execution) outcome {
	pool, err := x.member(signInPool, userPool)
	if err != nil {
		return fail(err)
	}
	client, err := x.member(signInPool, appClient)
	if err != nil {
		return fail(err)
	}
	minutes, err := x.numberOr(signInMinutes, minSignInMinutes)
	if err != nil {
		return fail(err)
	}
	return outcome{
		verdict: asked, await: AwaitSignIn,
		command: SignIn{UserPool: pool, Client: client, Seconds: 60 * minutes},
	}
}

func resumeSignIn(_ *execution, in Input) outcome {
	switch in := in.(type) {
	case Timeout:
		return raise(ErrorTimeLimitExceeded, "the customer did not sign in in time")
	case SignedIn:
		if in.OptedOut {
			return done(optedOut)
		}
		return done("")
	}
	return raise(ErrorNoMatchingError, "the host gave another answer than the customer's")
}
