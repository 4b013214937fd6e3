package connectsvc_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

func associate(current, kind, source, more string) (path, body string) {
	return "/contact/persistent-contact-association/" + instance + "/" + url.PathEscape(current),
		fmt.Sprintf(`{"RehydrationType":%q,"SourceContactId":%q%s}`, kind, source, more)
}

func TestAssociationAnswersTheAnchor(t *testing.T) {
	s := newSite(t)
	past := s.start(t, "")
	s.stop(t, past.ContactId)
	for name, current := range map[string]func(string) string{
		"by id":  func(id string) string { return id },
		"by ARN": func(id string) string { return arn("/contact/" + id) },
	} {
		now := s.start(t, "")
		path, body := associate(current(now.ContactId), "ENTIRE_PAST_SESSION", past.ContactId, "")
		out := read[started](t, s.call(t, "POST", path, body))
		if out.ContinuedFromContactId != past.ContactId {
			t.Errorf("%s: got %q, want %q", name, out.ContinuedFromContactId, past.ContactId)
		}
		if got, want := string(describe(t, s, now.ContactId)["RelatedContactId"]), `"`+past.ContactId+`"`; got != want {
			t.Errorf("%s: got related contact %s, want %s", name, got, want)
		}
	}
}

func TestRepeatedAssociationIsReplayedUnderItsTokenOnly(t *testing.T) {
	s := newSite(t)
	past, other, now := s.start(t, ""), s.start(t, ""), s.start(t, "")
	s.stop(t, past.ContactId)
	s.stop(t, other.ContactId)
	path, body := associate(now.ContactId, "FROM_SEGMENT", past.ContactId, `,"ClientToken":"t-1"`)
	for range 2 {
		out := read[started](t, s.call(t, "POST", path, body))
		if out.ContinuedFromContactId != past.ContactId {
			t.Errorf("got %q, want %q", out.ContinuedFromContactId, past.ContactId)
		}
	}
	_, sameWithoutToken := associate(now.ContactId, "FROM_SEGMENT", past.ContactId, "")
	_, otherUnderToken := associate(now.ContactId, "FROM_SEGMENT", other.ContactId, `,"ClientToken":"t-1"`)
	_, otherSource := associate(now.ContactId, "FROM_SEGMENT", other.ContactId, `,"ClientToken":"t-2"`)
	s.refuse(t,
		refusal{"again without the token", "POST", path, sameWithoutToken, 400, "InvalidRequestException", "already continues"},
		refusal{"another under the token", "POST", path, otherUnderToken, 400, "InvalidRequestException", "ClientToken"},
		refusal{"another source", "POST", path, otherSource, 400, "InvalidRequestException", "already continues"},
	)
}

func TestAssociationRefuses(t *testing.T) {
	s := newSite(t)
	past, active, now := s.start(t, ""), s.start(t, ""), s.start(t, "")
	s.stop(t, past.ContactId)
	with := func(name, current, kind, source string, status int, code, says string) refusal {
		path, body := associate(current, kind, source, "")
		return refusal{name, "POST", path, body, status, code, says}
	}
	const ipe, ire, rnf = "InvalidParameterException", "InvalidRequestException", "ResourceNotFoundException"
	path, _ := associate(now.ContactId, "", "", "")
	s.refuse(t,
		refusal{"no type", "POST", path, `{"SourceContactId":"x"}`, 400, ipe, "RehydrationType is required"},
		refusal{"no source", "POST", path, `{"RehydrationType":"FROM_SEGMENT"}`, 400, ipe, "SourceContactId is required"},
		with("unknown type", now.ContactId, "SOME_OF_IT", past.ContactId, 400, ipe, "RehydrationType must be one of"),
		with("empty source", now.ContactId, "FROM_SEGMENT", "", 400, ipe, "SourceContactId"),
		with("long source", now.ContactId, "FROM_SEGMENT", strings.Repeat("x", 257), 400, ipe, "SourceContactId"),
		with("unknown source", now.ContactId, "FROM_SEGMENT", "unknown", 404, rnf, "SourceContactId"),
		with("active source", now.ContactId, "FROM_SEGMENT", active.ContactId, 400, ire, "has not ended"),
		with("source of this chat", now.ContactId, "FROM_SEGMENT", now.ContactId, 400, ire, "this chat itself"),
		with("unknown current", "unknown", "FROM_SEGMENT", past.ContactId, 404, rnf, "ContactId"),
		with("ended current", past.ContactId, "FROM_SEGMENT", past.ContactId, 400, ire, "has ended"),
		refusal{"another instance", "POST", strings.Replace(path, instance, "other", 1),
			`{"RehydrationType":"FROM_SEGMENT","SourceContactId":"x"}`, 404, rnf, "ContactId"},
	)
}
