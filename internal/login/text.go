package login

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// language is one that the pages speak, as HTML names it.
type language string

const (
	english language = "en"
	german  language = "de"
)

// texts is the catalogue of everything that people read on the pages.
var texts = map[string]map[language]string{
	"title":      {english: "Sign in", german: "Anmelden"},
	"name":       {english: "User name", german: "Benutzername"},
	"password":   {english: "Password", german: "Passwort"},
	"enter":      {english: "Sign in", german: "Anmelden"},
	"single":     {english: "Sign in with single sign-on", german: "Mit Single Sign-on anmelden"},
	"or":         {english: "or", german: "oder"},
	"choose":     {english: "Choose a password", german: "Passwort wählen"},
	"once":       {english: "Your password was good for one sign-in. Choose one of your own: 8 to 64 characters.", german: "Ihr Passwort galt für eine Anmeldung. Wählen Sie ein eigenes mit 8 bis 64 Zeichen."},
	"new":        {english: "New password", german: "Neues Passwort"},
	"again":      {english: "New password again", german: "Neues Passwort wiederholen"},
	"keep":       {english: "Save and sign in", german: "Speichern und anmelden"},
	"in":         {english: "You are signed in", german: "Sie sind angemeldet"},
	"as":         {english: "Signed in as", german: "Angemeldet als"},
	"close":      {english: "You can close this window.", german: "Sie können dieses Fenster schließen."},
	"go on":      {english: "Continue", german: "Weiter"},
	"leave":      {english: "Sign out", german: "Abmelden"},
	"sure":       {english: "Do you want to sign out?", german: "Möchten Sie sich abmelden?"},
	"out":        {english: "You are signed out", german: "Sie sind abgemeldet"},
	"wrong":      {english: "The user name or the password is wrong.", german: "Der Benutzername oder das Passwort ist falsch."},
	"too many":   {english: "There were too many attempts. Wait a minute and try again.", german: "Es gab zu viele Versuche. Warten Sie eine Minute und versuchen Sie es erneut."},
	"away":       {english: "Signing in is not possible at the moment. Try again soon.", german: "Die Anmeldung ist im Moment nicht möglich. Versuchen Sie es bald wieder."},
	"late":       {english: "That took too long. Please sign in again.", german: "Das hat zu lange gedauert. Bitte melden Sie sich erneut an."},
	"weak":       {english: "Choose another password: 8 to 64 characters, not the old one and not your user name.", german: "Wählen Sie ein anderes Passwort: 8 bis 64 Zeichen, nicht das alte und nicht Ihren Benutzernamen."},
	"different":  {english: "The two passwords are not the same.", german: "Die beiden Passwörter sind nicht gleich."},
	"attempt":    {english: "The sign-in was not begun here, or took too long. Please try again.", german: "Die Anmeldung wurde nicht hier begonnen oder hat zu lange gedauert. Bitte versuchen Sie es erneut."},
	"provider":   {english: "The identity provider did not sign you in. Please try again.", german: "Der Identitätsanbieter hat Sie nicht angemeldet. Bitte versuchen Sie es erneut."},
	"stranger":   {english: "You are not known here. Ask your administrator for access.", german: "Sie sind hier nicht bekannt. Bitten Sie Ihre Verwaltung um Zugang."},
	"cross-site": {english: "This request came from another site.", german: "Diese Anfrage kam von einer anderen Website."},
	"request":    {english: "This request cannot be understood.", german: "Diese Anfrage ist nicht verständlich."},
}

// speak chooses the language that a browser prefers, English for any other.
func speak(accept string) language {
	type wish struct {
		language
		weight float64
	}
	var wishes []wish
	const enough = 20 // wishes are looked at
	for i, part := range strings.Split(accept, ",") {
		if i == enough {
			break
		}
		tag, parameters, _ := strings.Cut(strings.TrimSpace(part), ";")
		weight := 1.0
		if q, found := strings.CutPrefix(strings.TrimSpace(parameters), "q="); found {
			w, err := strconv.ParseFloat(q, 64)
			if err != nil {
				continue
			}
			weight = w
		}
		primary, _, _ := strings.Cut(strings.ToLower(tag), "-")
		if l := language(primary); weight > 0 && (l == english || l == german) {
			wishes = append(wishes, wish{l, weight})
		}
	}
	slices.SortStableFunc(wishes, func(a, b wish) int { return cmp.Compare(b.weight, a.weight) })
	if len(wishes) > 0 {
		return wishes[0].language
	}
	return english
}
