package flow

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// Text that holds U+0000, or bytes that are no UTF-8, cannot be stored by every
// database nor shown by every client. None of it leaves the machine:
//
//   - In a document it is a problem, and [Parse] reads U+FFFD in its place.
//   - A bot, a function or a keeper that answers with it has not answered: [received].
//   - In what customers say and in the values of references it becomes U+FFFD.
const replacement = "\uFFFD"

// storable reports whether s can be kept as it is.
func storable(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }

// clean is s with the replacement for what cannot be kept.
func clean(s string) string {
	if storable(s) {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, replacement), "\x00", replacement)
}

// storableJSON is storable for the texts of a JSON value.
func storableJSON(raw []byte) bool { return bytes.Equal(cleanJSON(raw), raw) }

// cleanJSON is clean for the texts of a JSON value, where U+0000 is always escaped.
func cleanJSON(raw []byte) []byte {
	const null, other = `\u0000`, `\ufffd`
	if utf8.Valid(raw) && !bytes.Contains(raw, []byte(null)) {
		return raw
	}
	raw = bytes.ToValidUTF8(raw, []byte(replacement))
	out := make([]byte, 0, len(raw))
	for len(raw) > 0 {
		n := 1
		switch {
		case bytes.HasPrefix(raw, []byte(null)):
			out, raw = append(out, other...), raw[len(null):]
			continue
		case raw[0] == '\\' && len(raw) > 1: // the second of two backslashes escapes nothing
			n = 2
		}
		out, raw = append(out, raw[:n]...), raw[n:]
	}
	return out
}

// received is an input as the machine goes on with it, or what is wrong with the
// answer that it brings.
func received(in Input) (Input, string) {
	const fault = " holds U+0000 or bytes that are no UTF-8"
	switch in := in.(type) {
	case Heard:
		return Heard{ContentType: clean(in.ContentType), Text: clean(in.Text)}, ""
	case Result:
		in.Value, in.Note = clean(in.Value), clean(in.Note)
		return in, ""
	case BotAnswered:
		if !in.Answer.storable() {
			return nil, "the bot's answer" + fault
		}
	case FunctionAnswered:
		if !storableJSON(in.Payload) {
			return nil, "the function's answer" + fault
		}
	case Consulted:
		if !storableJSON(in.Answer) {
			return nil, "the keeper's answer" + fault
		}
	case Fetched:
		if !storableJSON(in.Data) {
			return nil, "what was read" + fault
		}
	}
	return in, ""
}

// storable reports whether all texts of the answer can be kept. Its State is bytes.
func (a BotAnswer) storable() bool {
	texts := []string{a.Intent, a.IntentState, a.DialogAction}
	for _, m := range a.Messages {
		texts = append(texts, m.ContentType, m.Content)
	}
	all := []map[string]string{a.Slots, a.SessionAttributes}
	for _, i := range a.Interpretations {
		texts = append(texts, i.Intent, i.Sentiment)
		all = append(all, i.Slots)
	}
	for _, m := range all {
		texts = slices.AppendSeq(slices.AppendSeq(texts, maps.Keys(m)), maps.Values(m))
	}
	return !slices.ContainsFunc(texts, func(s string) bool { return !storable(s) })
}
