package metrics

import (
	"cmp"
	"maps"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Query is what is asked for: measures of the contacts and agents that filters let
// through, for each interval and each group. Contacts that lack a value of a group are
// in none.
type Query struct {
	// Intervals are in order of time and do not overlap.
	Intervals []Stretch
	Asked     []Asked
	Groups    []Dimension
	// Filters let through contacts that have one of the values in each dimension.
	Filters map[Dimension][]string
}

// Asked is a measure with what is to be told of it.
type Asked struct {
	Measure   *Measure
	Threshold Threshold
	Filters   []Filter
}

// Filter lets a contact through that has one of some values, or has none of them.
type Filter struct {
	By     Dimension
	Values []string
	Negate bool
}

// Table counts contacts and agents by interval and group.
type Table struct {
	query  *Query
	rows   map[place][]cell
	shifts map[[2]string]*shift
}

// place is an interval by its number, and the values of a group.
type place struct {
	interval int
	group    string
}

// cell is what was counted for one measure.
type cell struct{ value, weight, greatest float64 }

// New makes an empty table.
func New(q *Query) *Table {
	t := &Table{query: q, rows: map[place][]cell{}, shifts: map[[2]string]*shift{}}
	if len(q.Groups) == 0 {
		for i := range q.Intervals {
			t.cells(place{interval: i})
		}
	}
	return t
}

// Needs reports which moments of contacts the measures go by, and whether any is of
// the times of agents.
func (q *Query) Needs() (moments []Moment, agents bool) {
	for _, a := range q.Asked {
		switch {
		case a.Measure.Agents:
			agents = true
		case !slices.Contains(moments, a.Measure.When):
			moments = append(moments, a.Measure.When)
		}
	}
	return moments, agents
}

// Add counts a contact for the measures that go by a moment of it.
func (t *Table) Add(when Moment, c *chat.Contact) {
	i, found := t.interval(when.At(c))
	group, has := t.query.group(c)
	if !found || !has || !t.query.lets(c) {
		return
	}
	var cells []cell
	for n := range t.query.Asked {
		a := &t.query.Asked[n]
		if a.Measure.Agents || a.Measure.When != when || !a.lets(c) {
			continue
		}
		value, weight := a.Measure.take(c, a.Threshold)
		if weight == 0 {
			continue
		}
		if cells == nil {
			cells = t.cells(place{i, group})
		}
		cells[n].add(value, weight)
	}
}

func (c *cell) add(value, weight float64) {
	c.value += value
	c.weight += weight
	c.greatest = max(c.greatest, value)
}

// AddStatus counts a status that an agent had.
func (t *Table) AddStatus(s *chat.StatusSpan) {
	if shift := t.shift(string(s.UserID), s.ProfileID); shift != nil {
		shift.statuses = append(shift.statuses, *s)
	}
}

// AddWork counts a contact for the time that its agent has had it, until now if he has
// not cleared it.
func (t *Table) AddWork(c *chat.Contact, now time.Time) {
	if !c.Taken() {
		return
	}
	until := c.Agent.ClearedAt
	if until.IsZero() {
		until = now
	}
	if shift := t.shift(string(c.Agent.UserID), c.Agent.ProfileID); shift != nil {
		shift.contacts = append(shift.contacts, Stretch{c.Agent.AcceptedAt, until})
	}
}

// shift is that of an agent, nil when filters do not let him through.
func (t *Table) shift(agent, profile string) *shift {
	one := asContact(agent, profile)
	for d, values := range t.query.Filters {
		if d.OfAgents() && !slices.Contains(values, d.Of(one)) {
			return nil
		}
	}
	key := [2]string{agent, profile}
	if t.shifts[key] == nil {
		t.shifts[key] = &shift{agent: agent, profile: profile}
	}
	return t.shifts[key]
}

// asContact is a contact that an agent has taken on, of whom nothing else is known.
func asContact(agent, profile string) *chat.Contact {
	return &chat.Contact{Agent: chat.AgentInfo{UserID: chat.UserID(agent), ProfileID: profile, AcceptedAt: time.Unix(1, 0)}}
}

// sumShifts counts what agents did, interval by interval.
func (t *Table) sumShifts() {
	for _, s := range t.shifts {
		group, has := t.query.group(asContact(s.agent, s.profile))
		if !has {
			continue
		}
		for i, in := range t.query.Intervals {
			work := s.work(in)
			if work == (workTime{}) {
				continue
			}
			cells := t.cells(place{i, group})
			for n, a := range t.query.Asked {
				if a.Measure.Agents {
					cells[n].add(a.Measure.of(&work))
				}
			}
		}
	}
	t.shifts = map[[2]string]*shift{}
}

// interval finds the interval that a time is in.
func (t *Table) interval(at time.Time) (int, bool) {
	list := t.query.Intervals
	i := sort.Search(len(list), func(i int) bool { return list[i].To.After(at) })
	return i, i < len(list) && !at.IsZero() && !at.Before(list[i].From)
}

func (t *Table) cells(at place) []cell {
	if t.rows[at] == nil {
		t.rows[at] = make([]cell, len(t.query.Asked))
	}
	return t.rows[at]
}

// separator stands between the values of a group.
const separator = "\x00"

// group is the group of a contact; false for one that lacks a value.
func (q *Query) group(c *chat.Contact) (string, bool) {
	values := make([]string, len(q.Groups))
	for i, d := range q.Groups {
		if values[i] = d.Of(c); values[i] == "" {
			return "", false
		}
	}
	return strings.Join(values, separator), true
}

func (q *Query) lets(c *chat.Contact) bool {
	for d, values := range q.Filters {
		if !slices.Contains(values, d.Of(c)) {
			return false
		}
	}
	return true
}

func (a *Asked) lets(c *chat.Contact) bool {
	for _, f := range a.Filters {
		if slices.Contains(f.Values, f.By.Of(c)) == f.Negate {
			return false
		}
	}
	return true
}

// Row is what was counted of a group in an interval.
type Row struct {
	// Interval is the number of the interval, and Group the values of the group, in the
	// order of Query.Groups.
	Interval int
	Group    []string
	// Numbers are those of the measures, in the order in which they were asked for, nil
	// for a mean of nothing.
	Numbers []*float64
}

// Rows are all that was counted, in order of intervals and groups. Without groups
// there is one for each interval; of groups those in which something was counted.
func (t *Table) Rows() []Row {
	t.sumShifts()
	places := slices.SortedFunc(maps.Keys(t.rows), func(a, b place) int {
		return cmp.Or(cmp.Compare(a.interval, b.interval), cmp.Compare(a.group, b.group))
	})
	rows := make([]Row, len(places))
	for i, at := range places {
		rows[i] = Row{Interval: at.interval, Numbers: make([]*float64, len(t.query.Asked))}
		if len(t.query.Groups) > 0 {
			rows[i].Group = strings.Split(at.group, separator)
		}
		for n, c := range t.rows[at] {
			rows[i].Numbers[n] = c.number(t.query.Asked[n].Measure.sums)
		}
	}
	return rows
}

func (c cell) number(by sums) *float64 {
	switch {
	case by == total:
		return &c.value
	case c.weight == 0:
		return nil
	case by == greatest:
		return &c.greatest
	}
	n := c.value / c.weight
	if by == percent {
		n *= 100
	}
	return &n
}
