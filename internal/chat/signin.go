package chat

// SignIn is an attempt of a customer to sign in at an identity provider, which
// UserPool and Client name as the flow does.
type SignIn struct {
	UserPool string
	Client   string
	// RedirectURI is where the provider sends the customer back to.
	RedirectURI string
	// Nonce is found again in what the provider says about the customer, and
	// Verifier shows the provider that who asks is who began.
	Nonce    string
	Verifier string
}

// SignInSubject is who has signed in: a customer as the issuer knows it.
type SignInSubject struct{ Issuer, Subject string }
