package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/node"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// TestAgentsSignInWithinAnotherSite plays an agent whose desk is part of another site's
// page, in Chromium that blocks third-party cookies: in the frame, in a window that the
// page opens, and at a provider, which no frame shows.
func TestAgentsSignInWithinAnotherSite(t *testing.T) {
	t.Parallel()
	if rejoin.Scaled() {
		t.Skip("it is about one server's pages and a browser")
	}
	chromium, err := exec.LookPath("chromium")
	must(t, err)
	provider, browser := node.Start(t, "identity.js"), node.Start(t, "signin.js")
	var at struct{ Issuer string }
	must(t, provider.Call(t.Context(), "listen", nil, &at))
	var other struct{ Site string }
	must(t, browser.Call(t.Context(), "launch", map[string]string{"executablePath": chromium}, &other))
	const client, secret = "rejoin", "not for the log, and long enough to be one"
	file := filepath.Join(t.TempDir(), "secret")
	must(t, os.WriteFile(file, []byte(secret), 0o600))
	s := rejoin.Start(t, rejoin.Options{TLS: true, Args: []string{
		"--sso-issuer", at.Issuer, "--sso-client", client, "--sso-secret-file", file, "--sso-new-profile", "Agent",
	}})
	must(t, provider.Call(t.Context(), "provide", map[string]any{
		"client": client, "secret": secret, "redirect": s.URL + "/login/callback", "thin": true,
	}, nil))
	routing, security := profiles(t, s.Connect(), aws.String(s.InstanceID()))
	const password = "My-0wn-password"
	_, err = s.Connect().CreateUser(t.Context(), &connect.CreateUserInput{
		InstanceId: aws.String(s.InstanceID()), Username: aws.String("ann"), Password: aws.String(password),
		RoutingProfileId: routing, SecurityProfileIds: security,
		PhoneConfig: &types.UserPhoneConfig{PhoneType: types.PhoneTypeSoftPhone},
	})
	must(t, err)
	ask := func(method string, args map[string]string, result any) {
		t.Helper()
		args["server"] = s.URL
		must(t, browser.Call(t.Context(), method, args, result))
	}
	ann := func() map[string]string { return map[string]string{"name": "ann", "password": password} }

	var shown struct{ Shown bool }
	if ask("framed", map[string]string{}, &shown); shown.Shown {
		t.Error("a page that nobody approved frames the server's")
	}
	_, err = s.Connect().AssociateApprovedOrigin(t.Context(), &connect.AssociateApprovedOriginInput{
		InstanceId: aws.String(s.InstanceID()), Origin: aws.String(other.Site),
	})
	must(t, err)
	if ask("framed", map[string]string{}, &shown); !shown.Shown {
		t.Error("a page of an approved origin does not frame the server's")
	}
	var framed struct{ Before, After, Elsewhere int }
	if ask("inFrame", ann(), &framed); framed.Before != 401 || framed.After != 200 || framed.Elsewhere != 401 {
		t.Errorf("in the frame: got %+v, want 401 before, 200 after, and 401 outside of it", framed)
	}
	type message struct{ Type, Code string }
	var window struct{ Messages []message }
	if ask("inWindow", ann(), &window); len(window.Messages) != 1 || window.Messages[0] != (message{Type: "rejoin:signed-in"}) {
		t.Errorf("in a window: got %+v, want to hear of it and no code", window)
	}
	var single struct {
		As       string
		Status   int
		Messages []message
	}
	if ask("atProvider", map[string]string{"name": "zoe"}, &single); single.As != "zoe" || single.Status != 200 || len(single.Messages) != 0 {
		t.Errorf("at the provider: got %+v, want zoe in the frame", single)
	}
}
