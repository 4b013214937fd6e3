package sqlite

import (
	"slices"
	"strings"
	"testing"
)

// TestQueriesSeek holds every query that grows with the chats to an index: none
// may scan a table.
func TestQueriesSeek(t *testing.T) {
	s := testStore(t, Options{})
	queries := []string{
		selectSession, countActiveSQL, selectContact, selectContacts, selectQueued, selectAhead, selectWaiting, selectWaitingQueue,
		selectAgent, selectFreeAgents, selectTallies, selectTally, selectSpans,
		findInitiatedUp, findInitiatedDown, findEnqueuedUp, findEnqueuedDown, findMetAgentUp, findMetAgentDown, findDisconnectedUp, findDisconnectedDown,
		selectParticipant, selectParticipants, selectItemAt, selectPlace, selectItemSeq, selectLastSeq, selectItemTime,
		selectPageForward, selectPageBackward, selectHead, selectPresent, selectItemIDs, selectTail, selectTails, indexItems,
		selectReceipt, selectReceipts, selectCursors, dropCursor, selectDue, selectNextDue, selectNextFree, holdTimer, selectTimer, selectKinds,
		selectRequest, forgetRequests, clearTimer, clearKind,
		clearItem, selectSessionIDs, selectAllReceipts, selectSessionTimers, selectSessionCursors,
		selectLastTrace, deleteTrace, selectTraces, selectAllTraces,
		selectOutgoing, selectAllOutgoing, dropOutgoing,
		selectStreams, selectSessionStreams, moveStream, dropStream,
		selectResource, selectResourceByName, selectResources,
		selectLogin, selectLoginsOf, useLogin, revokeLogin, revokeLogins, forgetLogins, returnTurn, forgetTurns, selectLapsed, dropPresence,
		updateSessionSQL, updateContactSQL, updateParticipantSQL, updateReceiptSQL, updateResourceSQL, updateAgentSQL,
	}
	for _, query := range append(queries, clearSession...) {
		for _, step := range plan(t, s, query) {
			// The recipients' CTE is scanned: it has one row for each. The mark has one row.
			if strings.HasPrefix(step, "SCAN") && step != "SCAN who" && step != "SCAN item_mark" && step != "SCAN CONSTANT ROW" {
				t.Errorf("%s\n%s", step, query)
			}
		}
	}
}

// plan are the steps in which SQLite would run a query.
func plan(t *testing.T, s *Store, query string) (steps []string) {
	t.Helper()
	arguments := make([]any, strings.Count(query, "?")) // at least as many as it takes
	for i := range arguments {
		arguments[i] = int64(i)
	}
	steps, err := read(t.Context(), s.reader, func(c *conn) ([]string, error) {
		return list(c, func(r row) (string, error) { return r.text(3), nil }, "EXPLAIN QUERY PLAN "+query, arguments...)
	})
	if err != nil {
		t.Errorf("%v\n%s", err, query)
	}
	return steps
}

// TestRoutingReadsTheHeadOfAnIndex holds what is asked for every contact that
// waits to one way through an index that has its rows in order: a queue may be
// long, and agents many.
func TestRoutingReadsTheHeadOfAnIndex(t *testing.T) {
	s := testStore(t, Options{})
	for query, want := range map[string][]string{
		selectWaiting:      {"SEARCH contacts USING INDEX contacts_queued (instance_id=? AND queue_id=? AND agent_id=? AND (priority,since,id)>(?,?,?))"},
		selectWaitingQueue: {"SEARCH contacts USING INDEX contacts_queued ((instance_id,queue_id)>(?,?))"},
		selectAhead: {
			"SCAN CONSTANT ROW",
			"SCALAR SUBQUERY 1", "SEARCH contacts USING INDEX contacts_queued (instance_id=? AND queue_id=? AND agent_id=? AND (priority,since)<(?,?))",
			"SCALAR SUBQUERY 2", "SEARCH contacts USING INDEX contacts_queued (instance_id=? AND queue_id=? AND agent_id>?)",
		},
		selectFreeAgents: {"SEARCH agents USING COVERING INDEX agents_free (instance_id=? AND profile_id=? AND contacts=?)"},
		selectTallies:    {"SEARCH agents USING COVERING INDEX agents_present (instance_id=? AND profile_id=?)"},
		selectSpans:      {"SEARCH status_spans USING PRIMARY KEY (instance_id=? AND (ended_at,user_id)>(?,?))"},
		selectAgent:      {"SEARCH agents USING INDEX sqlite_autoindex_agents_1 (instance_id=? AND user_id=?)"},
	} {
		if got := plan(t, s, query); !slices.Equal(got, want) {
			t.Errorf("got\n%s\nwant\n%s\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"), query)
		}
	}
}
