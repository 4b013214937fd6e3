package sqlite

import (
	"strings"
	"testing"
)

// TestQueriesSeek holds every query that grows with the chats to an index: none
// may scan a table.
func TestQueriesSeek(t *testing.T) {
	s := testStore(t, Options{})
	queries := []string{
		selectSession, countActiveSQL, selectContact, selectContacts, selectQueued, selectAhead, selectAgentChats,
		selectParticipant, selectParticipants, selectItemAt, selectPlace, selectItemSeq, selectLastSeq, selectItemTime,
		selectPageForward, selectPageBackward, selectHead, selectPresent, selectItemIDs, selectTail, selectTails, indexItems,
		selectReceipt, selectReceipts, selectCursors, dropCursor, selectDue, selectNextDue, selectNextFree, holdTimer, selectTimer, selectKinds,
		selectRequest, forgetRequests, clearTimer, clearKind,
		clearItem, selectSessionIDs, selectAllReceipts, selectSessionTimers, selectSessionCursors,
		selectLastTrace, deleteTrace, selectTraces, selectAllTraces,
		selectResource, selectResourceByName, selectResources,
		updateSessionSQL, updateContactSQL, updateParticipantSQL, updateReceiptSQL, updateResourceSQL,
	}
	for _, query := range append(queries, clearSession...) {
		arguments := make([]any, strings.Count(query, "?")) // at least as many as it takes
		for i := range arguments {
			arguments[i] = int64(i)
		}
		_, err := read(t.Context(), s.reader, func(c *conn) (any, error) {
			return nil, c.query(func(r row) error {
				// The recipients' CTE is scanned: it has one row for each. The mark has one row.
				if step := r.text(3); strings.HasPrefix(step, "SCAN") && step != "SCAN who" && step != "SCAN item_mark" && step != "SCAN CONSTANT ROW" {
					t.Errorf("%s\n%s", step, query)
				}
				return nil
			}, "EXPLAIN QUERY PLAN "+query, arguments...)
		})
		if err != nil {
			t.Errorf("%v\n%s", err, query)
		}
	}
}
