package postgres

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

// keyOf is the column of each table that grows with the chats by which a
// statement must find its rows, first of the table's key.
var keyOf = map[string]string{
	"sessions": "id", "heads": "session_id", "contacts": "session_id", "contact_sessions": "contact_id",
	"participants": "session_id", "items": "session_id", "receipts": "session_id",
	"cursors": "session_id", "timers": "session_id", "traces": "session_id", "outbox": "session_id", "streams": "session_id",
	// Agents do not grow with the chats, and belong to no session: a chat that is
	// given to one names him.
	"agents": "user_id", "status_spans": "user_id",
}

// besideKey are the statements that do not name a session, each with the reason.
var besideKey = map[string]string{
	"selectActive":         "counts an instance's sessions by a partial index of those that are active",
	"selectQueued":         "counts a queue's contacts by a partial index of those that wait",
	"selectTallies":        "counts agents of a routing profile, by a partial index of those who are there",
	"selectSpans":          "reads the statuses that an instance's agents left in a stretch of time, by an index on it",
	"forgetSpans":          "drops the oldest of what selectSpans reads, by the same index",
	"selectAhead":          "as selectQueued",
	"selectWaitingQueue":   "finds the queues in which somebody waits, of any session, by the index of selectQueued",
	"selectWaiting":        "reads the head of a queue, which is of many sessions, by the index of selectQueued",
	"selectFronts":         "as selectWaiting",
	"selectFreeAgents":     "looks for agents of a routing profile, by a partial index of those who want contacts",
	"selectReady":          "looks for due timers of all sessions, by an index on when they are ready",
	"takeTimers":           "as selectReady",
	"lookTimers":           "as selectReady",
	"selectNext":           "as selectReady",
	"findInitiatedUp":      "reads contacts of an instance, of any session, by an index on their time",
	"findInitiatedDown":    "as findInitiatedUp",
	"findEnqueuedUp":       "as findInitiatedUp",
	"findEnqueuedDown":     "as findInitiatedUp",
	"findMetAgentUp":       "as findInitiatedUp",
	"findMetAgentDown":     "as findInitiatedUp",
	"findDisconnectedUp":   "as findInitiatedUp",
	"findDisconnectedDown": "as findInitiatedUp",
	"selectOutgoing":       "reads the head of a stream, which is of many sessions, by an index",
	"selectStreams":        "pages through the key of streams, of which only chats that are streamed have any",
	"selectSessionIDs":     "pages through the key of sessions, when an installation is carried over",
}

// unplanned are the statements that have no plan or none by an index, each with
// the reason.
var unplanned = map[string]string{
	"selectSettings": "asks the server about itself",
	"hasVersion":     "asks for a table", "selectVersion": "has one row", "updateVersion": "has one row",
	"selectLacking": "asks the server about itself",
	"insertVersion": "has one row", "lockSchema": "has no table", "isReadOnly": "has no table",
	"selectAllResources": "reads a small table whole, when an installation is carried over",
	"selectAllRequests":  "as selectAllResources", "selectAllSecrets": "as selectAllResources",
	"selectAllAgents": "as selectAllResources", "deleteAgents": "as selectAllResources",
	"selectAllSpans": "as selectAllResources", "deleteSpans": "as selectAllResources",
	"deleteResources": "as selectAllResources", "deleteRequests": "as selectAllResources",
	"deleteSecrets": "as selectAllResources", "deleteLogins": "as selectAllResources",
	"deleteTurns": "as selectAllResources", "deleteLeases": "as selectAllResources",
	"deletePresences": "as selectAllResources",
}

// statements are the package's constants that are SQL statements, by name.
func statements(t *testing.T) map[string]string {
	t.Helper()
	fset := token.NewFileSet()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	// Imports are not resolved: the constants do not need them.
	config := types.Config{Error: func(error) {}, Importer: noImports{}}
	pkg, _ := config.Check("postgres", fset, files, nil)
	found := map[string]string{}
	verb := regexp.MustCompile(`^(SELECT|INSERT|UPDATE|DELETE|WITH)\s`)
	for _, name := range pkg.Scope().Names() {
		c, ok := pkg.Scope().Lookup(name).(*types.Const)
		if ok && c.Val().Kind() == constant.String && verb.MatchString(constant.StringVal(c.Val())) {
			found[name] = constant.StringVal(c.Val())
		}
	}
	return found
}

type noImports struct{}

func (noImports) Import(string) (*types.Package, error) { return nil, errors.New("not resolved") }

// TestEveryStatementSeeksByItsSession plans every statement of the package, as
// on an empty database, where a plan is most likely to be a bad one, and holds it
// to the key of each table that grows with the chats.
func TestEveryStatementSeeksByItsSession(t *testing.T) {
	s := testStore(t, Options{})
	all := statements(t)
	if len(all) < 50 {
		t.Fatalf("got %d statements, want all of the package", len(all))
	}
	for _, excused := range []map[string]string{besideKey, unplanned} {
		for name := range excused {
			if _, ok := all[name]; !ok {
				t.Errorf("%s is excused and not there", name)
			}
		}
	}
	for name, sql := range all {
		if _, ok := unplanned[name]; ok || name == "createVersion" {
			continue
		}
		conn, err := s.express.Acquire(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		scans, err := plan(t, conn.Conn().PgConn(), sql)
		conn.Release()
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, scan := range scans {
			key, grows := keyOf[scan.Table]
			switch {
			case scan.Cond == "":
				t.Errorf("%s: %s of %s without a condition", name, scan.Node, scan.Table)
			case grows && besideKey[name] == "" && !strings.Contains(scan.Cond, key+" = "):
				t.Errorf("%s: %s of %s by %s, want by %s", name, scan.Node, scan.Table, scan.Cond, key)
			}
		}
	}
}

// TestAMessageIsFoundByItsWholeKey holds the statement of every message to the
// narrowest way: a plan by half a key costs more the longer a chat is.
func TestAMessageIsFoundByItsWholeKey(t *testing.T) {
	s := testStore(t, Options{})
	conn, err := s.express.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	scans, err := plan(t, conn.Conn().PgConn(), appendItems)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, scan := range scans {
		if scan.Table == "items" {
			found++
			if !strings.Contains(scan.Cond, " AND (id = ") {
				t.Errorf("got items by %s, want by session and id", scan.Cond)
			}
		}
	}
	if found != 1 {
		t.Errorf("got %d looks at items, want 1", found)
	}
}

// TestRoutingReadsTheHeadOfAnIndex holds what is asked for every contact that
// waits to an index that has its rows in order: a queue may be long, and agents
// many.
func TestRoutingReadsTheHeadOfAnIndex(t *testing.T) {
	s := testStore(t, Options{})
	conn, err := s.express.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	for sql, want := range map[string]scan{
		selectWaiting:      {"Index Scan", "contacts", "((instance_id = $1) AND (queue_id = $2) AND (agent_id = '\\x'::bytea) AND (ROW(priority, COALESCE(since, enqueued_at), id) > ROW($3, $4, $5)))"},
		selectWaitingQueue: {"Index Only Scan", "contacts", "((ROW(instance_id, queue_id) > ROW($1, $2)) AND (agent_id = '\\x'::bytea))"},
		selectFronts:       {"Index Scan", "contacts", "((instance_id = $1) AND (queue_id = served.queue) AND (agent_id = '\\x'::bytea))"},
		selectFreeAgents:   {"Index Scan", "agents", "((instance_id = $1) AND (profile_id = $2) AND (contacts = n.n))"},
		lockAgent:          {"Index Scan", "agents", "((instance_id = $1) AND (user_id = $2))"},
	} {
		if got, err := plan(t, conn.Conn().PgConn(), sql); err != nil || !slices.Equal(got, []scan{want}) {
			t.Errorf("got %q, error %v, want %q\n%s", got, err, want, sql)
		}
	}
}

// scan is a node of a plan that reads a table.
type scan struct {
	Node  string
	Table string
	Cond  string
}

var parameter = regexp.MustCompile(`\$[0-9]+`)

// plan is how the server would run a statement, whatever its arguments.
func plan(t *testing.T, c *pgconn.PgConn, sql string) ([]scan, error) {
	t.Helper()
	var parameters []string
	for _, p := range parameter.FindAllString(sql, -1) {
		if !slices.Contains(parameters, p) {
			parameters = append(parameters, p)
		}
	}
	execute := "EXECUTE planned"
	if n := len(parameters); n > 0 {
		execute += "(" + strings.TrimSuffix(strings.Repeat("NULL,", n), ",") + ")"
	}
	results, err := c.Exec(t.Context(), fmt.Sprintf("PREPARE planned AS %s; EXPLAIN (FORMAT JSON) %s; DEALLOCATE planned", sql, execute)).ReadAll()
	if err != nil {
		return nil, err
	}
	var explained []struct{ Plan node }
	if err := json.Unmarshal(results[1].Rows[0][0], &explained); err != nil {
		return nil, err
	}
	return explained[0].Plan.scans(nil), nil
}

type node struct {
	Type    string `json:"Node Type"`
	Table   string `json:"Relation Name"`
	Cond    string `json:"Index Cond"`
	Recheck string `json:"Recheck Cond"`
	Plans   []node
}

func (n *node) scans(list []scan) []scan {
	if n.Table != "" && n.Type != "ModifyTable" {
		list = append(list, scan{n.Type, n.Table, n.Cond + n.Recheck})
	}
	for i := range n.Plans {
		list = n.Plans[i].scans(list)
	}
	return list
}

// A rule that finds nothing any more must be noticed.
func TestPlansTellWhatIsRead(t *testing.T) {
	s := testStore(t, Options{})
	conn, err := s.express.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	for sql, want := range map[string]string{
		"SELECT FROM items WHERE content = $1":                    "",
		"SELECT FROM items WHERE session_id = $1 AND id = $2":     "((session_id = $1) AND (id = $2))",
		"DELETE FROM participants WHERE session_id = $1":          "(session_id = $1)",
		"UPDATE timers SET attempts = 0 WHERE session_id > $1":    "(session_id > $1)",
		"INSERT INTO receipts SELECT * FROM receipts WHERE false": "none",
	} {
		scans, err := plan(t, conn.Conn().PgConn(), sql)
		got := "none"
		if len(scans) == 1 {
			got = scans[0].Cond
		}
		if err != nil || got != want {
			t.Errorf("%s: got %q, error %v, want %q", sql, got, err, want)
		}
	}
}
