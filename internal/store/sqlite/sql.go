package sqlite

import (
	"strconv"
	"strings"
)

// insertSQL adds a row, with one numbered parameter a column.
func insertSQL(table, columns string) string {
	return "INSERT INTO " + table + " (" + columns + ") VALUES (" + marks(columns) + ")"
}

// updateSQL overwrites all columns of a row, with the same parameters as
// insertSQL.
func updateSQL(table, columns, where string) string {
	return "UPDATE " + table + " SET (" + columns + ") = (" + marks(columns) + ") WHERE " + where
}

// marks is ?1, ?2, … for a list of columns.
func marks(columns string) string {
	n := strings.Count(columns, ",") + 1
	m := make([]string, n)
	for i := range m {
		m[i] = "?" + strconv.Itoa(i+1)
	}
	return strings.Join(m, ", ")
}

// save overwrites a row or adds it.
func (c *conn) save(update, insert string, args ...any) error {
	n, err := c.exec(update, args...)
	if err != nil || n > 0 {
		return err
	}
	_, err = c.exec(insert, args...)
	return err
}
