package flowadmin

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// TraceTable writes what flows did as a table for people: a line an action, and
// before them the ids of the flows whose names the table shows. Columns stay as
// wide as they have become. Whatever a terminal would take for a command is
// escaped: values may be what customers said.
type TraceTable struct {
	w      io.Writer
	flows  map[string]bool // ids that were told
	headed bool
	widths []int
}

// NewTraceTable makes a table that is written to w.
func NewTraceTable(w io.Writer) *TraceTable { return &TraceTable{w: w, flows: map[string]bool{}} }

var traceColumns = []string{"TIME", "OFFSET", "FLOW", "ACTION", "TYPE", "INPUTS", "RESULT", "NEXT", "NOTE"}

// What a cell shows at most, in characters; --json has it all.
const (
	maxInputsShown = 100
	maxResultShown = 60
)

// Write adds a page of actions.
func (t *TraceTable) Write(page []Traced) error {
	var out strings.Builder
	for i := range page {
		t.introduce(&out, &page[i])
	}
	rows := make([][]string, 0, len(page)+1)
	if !t.headed {
		rows, t.headed = append(rows, traceColumns), true
	}
	for i := range page {
		rows = append(rows, traceRow(&page[i]))
	}
	t.lay(&out, rows)
	_, err := io.WriteString(t.w, out.String())
	return err
}

// End adds where the trace ends: what a flow is in now, and the contact in which the
// chat went on.
func (t *TraceTable) End(e TraceEnd) error {
	var out strings.Builder
	if a := e.Waiting; a != nil {
		t.introduce(&out, a)
		row := traceRow(a)
		fmt.Fprintln(&out, strings.TrimRight("now in "+strings.Join([]string{row[2], row[3], row[4], row[5]}, "  "), " "))
	}
	if e.NextContact != "" {
		fmt.Fprintln(&out, "the chat went on as contact "+visible(e.NextContact))
	}
	_, err := io.WriteString(t.w, out.String())
	return err
}

// introduce tells the id of a flow, once.
func (t *TraceTable) introduce(out *strings.Builder, a *Traced) {
	if a.FlowName == "" || t.flows[a.Flow] {
		return
	}
	t.flows[a.Flow] = true
	fmt.Fprintf(out, "flow %s: %s\n", visible(a.FlowName), visible(a.Flow))
}

func traceRow(a *Traced) []string {
	name := a.FlowName
	if name == "" {
		name = a.Flow
	}
	result := short(a.Result, maxResultShown)
	if a.Error != "" {
		result = strings.TrimPrefix(result+", error "+visible(a.Error), ", ")
	}
	next := visible(a.Next)
	if a.Next == "" {
		next = "(end)"
	}
	return []string{
		a.Time.Format("2006-01-02T15:04:05.000Z"), (time.Duration(a.Offset) * time.Millisecond).String(),
		visible(name), visible(a.Action), visible(a.ActionType), inputs(a.Inputs), result, next, visible(a.Note),
	}
}

// inputs are parameters as name=value, in the order of their names.
func inputs(m map[string]string) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(m)) {
		value := m[name]
		if quoted := strconv.Quote(value); value == "" || strings.ContainsAny(value, " =") || quoted != `"`+value+`"` {
			value = quoted
		}
		parts = append(parts, visible(name)+"="+value)
	}
	return short(strings.Join(parts, " "), maxInputsShown)
}

// visible is a text with everything escaped that does not show.
func visible(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) || r == utf8.RuneError }) {
		return s
	}
	quoted := strconv.Quote(s)
	return quoted[1 : len(quoted)-1]
}

// short is a visible text, cut when it is long.
func short(s string, limit int) string {
	r := []rune(visible(s))
	if len(r) <= limit {
		return string(r)
	}
	return string(r[:limit-1]) + "…"
}

// lay writes rows in columns.
func (t *TraceTable) lay(out *strings.Builder, rows [][]string) {
	if t.widths == nil {
		t.widths = make([]int, len(traceColumns))
	}
	for _, row := range rows {
		for i, cell := range row {
			t.widths[i] = max(t.widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(cell + strings.Repeat(" ", t.widths[i]-utf8.RuneCountInString(cell)+2))
		}
		out.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
}
