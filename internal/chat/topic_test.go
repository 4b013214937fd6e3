package chat

import (
	"strings"
	"testing"
)

func TestTopics(t *testing.T) {
	for arn, want := range map[string]Topic{
		"arn:aws:sns:us-west-2:123456789012:chats":                     {"us-west-2", "123456789012", "chats"},
		"arn:aws-cn:sns:cn-north-1:123456789012:A_b-9.fifo":            {"cn-north-1", "123456789012", "A_b-9.fifo"},
		"arn:aws:sns:local-1:000000000000:chats":                       {"local-1", "000000000000", "chats"},
		"arn:aws:sns:local-1:000000000000:chats:a-subscription":        {},
		"arn:aws:sns:local-1:12:chats":                                 {},
		"arn:aws:sqs:local-1:000000000000:chats":                       {},
		"arn:aws:sns::000000000000:chats":                              {},
		"arn:aws:sns:local-1:000000000000:chats\n":                     {},
		"arn:aws:sns:local-1:000000000000:a b":                         {},
		"arn:aws:sns:local-1:000000000000:*":                           {},
		"arn:aws:sns:local-1:000000000000:":                            {},
		"chats":                                                        {},
		"":                                                             {},
		"arn:aws:sns:local-1:000000000000:" + strings.Repeat("a", 257): {},
	} {
		got, ok := ParseTopic(arn)
		if got != want || ok != (want != Topic{}) {
			t.Errorf("%q: got %+v, %t, want %+v", arn, got, ok, want)
		}
		if got.FIFO() != strings.Contains(want.Name, ".") {
			t.Errorf("%q: got FIFO %t", arn, got.FIFO())
		}
	}
}
