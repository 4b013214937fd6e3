package chat

import (
	"regexp"
	"strings"
)

// Topic is the ARN of a topic, taken apart. spec: Amazon SNS, CreateTopic, Name.
type Topic struct{ Region, Account, Name string }

// fifo ends the names of topics that keep an order of their own.
const fifo = ".fifo"

var topicPattern = regexp.MustCompile(`^arn:[a-z-]+:sns:([a-z0-9-]{1,64}):([0-9]{12}):([A-Za-z0-9_-]{1,256}|[A-Za-z0-9_-]{1,251}\.fifo)$`)

// ParseTopic reads the ARN of a topic.
func ParseTopic(arn string) (Topic, bool) {
	m := topicPattern.FindStringSubmatch(arn)
	if m == nil {
		return Topic{}, false
	}
	return Topic{m[1], m[2], m[3]}, true
}

// FIFO reports whether this is no standard topic.
func (t Topic) FIFO() bool { return strings.HasSuffix(t.Name, fifo) }
