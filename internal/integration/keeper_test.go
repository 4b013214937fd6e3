package integration

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

func TestFaultsOfKeepersHaveFileAndLine(t *testing.T) {
	for _, tt := range []struct{ file, want string }{
		{"profiles: {}", "line 1: url is missing"},
		{"profiles:\n  file: x", "line 2: url is missing"},
		{"profiles:\n  url: https://x\n  file: x", `line 3: there is no setting "file" here, want one of url, headers, secret`},
		{"profiles:\n  url: 'https://u:hidden@x'", "line 2: want a URL without user and fragment; credentials belong into headers"},
		{"profiles:\n  url: https://x\n  secret: hidden", "line 3: a secret is not written here: want {env: NAME} or {file: PATH}"},
		{"tables:\n  headers: {a: b}", "line 2: want one of file, url"},
		{"tables:\n  url: https://x\n  file: good.yaml", "line 2: want one of file, url"},
	} {
		path := write(t, tt.file)
		_, err := Load(t.Context(), path, Options{LookupEnv: env(nil), Now: time.Now})
		if want := path + ": " + tt.want; err == nil || err.Error() != want {
			t.Errorf("%q: got  %v\nwant %s", tt.file, err, want)
		}
	}
	path := write(t, "tables:\n  file: bad.yaml")
	_, err := Load(t.Context(), path, Options{LookupEnv: env(nil), Now: time.Now})
	if err == nil || !strings.HasPrefix(err.Error(), path+": line 2: "+filepath.Join(filepath.Dir(path), "bad.yaml")+": line ") {
		t.Errorf("got %v, want both files with their lines", err)
	}
}

func TestKeepersAreAsked(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.Header.Get("X-Token") != "secret-token" || r.Header.Get("Idempotency-Key") != "key-1" || !strings.Contains(string(body), `"ContactId":"c1"`) {
			t.Errorf("got %s with headers %v, want the contact, the token and the key", body, r.Header)
		}
		_, _ = io.WriteString(w, `{"Customer":{"FirstName":"Ann"}}`)
	}))
	defer server.Close()
	path := write(t, "profiles: {url: '"+server.URL+"', headers: {X-Token: {file: token}}}\ntables: {file: tables.yaml}")
	content := "t: {key: k, columns: [v], rows: [{k: a, v: b}]}"
	if err := os.WriteFile(filepath.Join(filepath.Dir(path), "tables.yaml"), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	set, err := Load(t.Context(), path, Options{LookupEnv: env(nil), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer set.Close()
	for keeper, want := range map[flow.Keeper]string{flow.KeeperOfProfiles: `"Ann"`, flow.KeeperOfTables: `"attributeValue":"b"`} {
		got, err := set.Consult(t.Context(), "key-1", "c1", flow.Consult{Keeper: keeper, Action: "ListDataTableValues", Parameters: []byte(`{"DataTableId":"t"}`)})
		if err != nil || !strings.Contains(string(got), want) || !set.Keeps(keeper) {
			t.Errorf("%s: got %s and %v, want %s", keeper, got, err, want)
		}
	}
	none, err := Load(t.Context(), "", Options{})
	if err != nil || none.Keeps(flow.KeeperOfProfiles) || none.Keeps(flow.KeeperOfTables) {
		t.Errorf("without a file: got a keeper, or %v", err)
	}
}

func TestTablesMayBeAService(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.Header.Get("X-Rejoin-Signature"), "t=") || r.Header.Get("X-Tenant") != "7" {
			t.Errorf("got headers %v, want a signature and the tenant", r.Header)
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	defer server.Close()
	set := load(t, "tables: {url: '"+server.URL+"', headers: {X-Tenant: 7}, secret: {file: token}}", nil)
	got, err := set.Consult(t.Context(), "key-1", "c1", flow.Consult{Keeper: flow.KeeperOfTables, Action: "UpsertDataTableValues", Parameters: []byte(`{}`)})
	if err != nil || string(got) != "{}" || set.Keeps(flow.KeeperOfProfiles) {
		t.Errorf("got %s and %v, want an empty object, and nobody for profiles", got, err)
	}
}
