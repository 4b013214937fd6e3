// Package hours owns the calendar of opening times: whether a schedule is open at
// an instant, what it opens on a date, and when it changes next.
//
// A schedule is read off a clock on the wall of its time zone, so daylight saving
// needs no rule of its own. An hour that is skipped never shows on the wall: a
// stretch that begins in it begins when the clock has moved on. An hour that comes
// twice shows twice, and both count alike: a stretch that begins or ends within it
// does so twice.
//
// A stretch whose end is not after its start runs over midnight, and belongs to the
// date on which it begins. An end at 0:00 is the end of that date.
//
// It is pure: no clock, no I/O but the reading of time zones, which it carries
// along for machines that have none. It must not import any other package of ours.
package hours
