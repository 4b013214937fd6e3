package workload

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
)

var (
	formAction = regexp.MustCompile(`<form[^>]* action="([^"]*)"`)
	formHidden = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)
)

// signIn goes through the page for it, as a browser does, and gets an access token.
func (r *run) signIn(ctx context.Context, name, password string) (bearer string, err error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return "", err
	}
	browser := &http.Client{Jar: jar, Transport: r.http.Transport}
	page, err := r.open(ctx, browser, http.MethodGet, "/login", nil)
	if err != nil {
		return "", err
	}
	action := formAction.FindStringSubmatch(page)
	if action == nil {
		return "", errors.New("the page to sign in has no form")
	}
	form := url.Values{"name": {name}, "password": {password}}
	for _, hidden := range formHidden.FindAllStringSubmatch(page, -1) {
		form.Set(html.UnescapeString(hidden[1]), html.UnescapeString(hidden[2]))
	}
	if _, err := r.open(ctx, browser, http.MethodPost, html.UnescapeString(action[1]), form); err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.Endpoint+"/auth/authorize", nil)
	if err != nil {
		return "", err
	}
	for _, c := range jar.Cookies(req.URL) {
		req.AddCookie(c)
	}
	var token struct{ AccessToken string }
	err = r.do(req, &token)
	return token.AccessToken, err
}

// open opens a page, or sends a form to it.
func (r *run) open(ctx context.Context, browser *http.Client, method, path string, form url.Values) (string, error) {
	req, err := http.NewRequestWithContext(ctx, method, r.Endpoint+path, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", r.Endpoint)
	}
	answer, err := browser.Do(req)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s: %d", method, path, answer.StatusCode)
	}
	return string(body), err
}
