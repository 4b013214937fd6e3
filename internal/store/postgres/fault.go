package postgres

import (
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// What an error of the server means for what was asked is told by its SQLSTATE,
// never by its text; what is no error of the server at all came from the
// connection.

// stateOf is the SQLSTATE of an error, "" when the server has not said it.
func stateOf(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// The SQLSTATEs that are told apart.
const (
	uniqueViolation  = "23505"
	readOnly         = "25006" // a standby, or a primary that became one
	serialization    = "40001"
	deadlock         = "40P01"
	tooMany          = "53300" // connections
	lockNotAvailable = "55P03" // within lock_timeout
	queryCanceled    = "57014" // by statement_timeout, or by an operator
	adminShutdown    = "57P01"
	crashShutdown    = "57P02"
	cannotConnectNow = "57P03" // starting up or shutting down
	idleTimeout      = "25P03" // in a transaction
)

// away reports whether the server, or the way to it, is gone: on another
// connection the work may succeed.
func away(c *pgx.Conn, err error) bool {
	switch state := stateOf(err); state {
	case "":
		return c != nil && c.IsClosed() || connecting(err)
	case readOnly, tooMany, adminShutdown, crashShutdown, cannotConnectNow, idleTimeout:
		return true
	default:
		return strings.HasPrefix(state, "08")
	}
}

// raced reports whether the work lost against another transaction and was
// undone; it can be done again at once.
func raced(err error) bool {
	switch stateOf(err) {
	case serialization, deadlock, uniqueViolation:
		return true
	}
	return false
}

// full reports whether the server lacks the means: memory, disk, or time.
func full(err error) bool {
	state := stateOf(err)
	return state == lockNotAvailable || state == queryCanceled || strings.HasPrefix(state, "53")
}

// oneLine is an error's text in one line.
func oneLine(err error) string {
	return strings.Join(strings.Fields(err.Error()), " ")
}
