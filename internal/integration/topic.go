package integration

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/function"
	"github.com/rejoin-chat/rejoin/internal/strictyaml"
	"github.com/rejoin-chat/rejoin/internal/topic"
)

// topic reads one topic: sns, http or function, which is one of the file's.
func (r *reader) topic(key, n strictyaml.Node, functions *function.Functions) topic.Provider {
	t, ok := chat.ParseTopic(key.Text())
	switch {
	case !ok:
		key.Fail("a topic has an ARN: arn:aws:sns:REGION:ACCOUNT:NAME")
	case t.FIFO():
		key.Fail("chats are streamed to standard topics only")
	}
	m := n.Mapping()
	sns, posted, invoked := m.Get("sns"), m.Get("http"), m.Get("function")
	m.End()
	switch {
	case count(sns, posted, invoked) != 1:
		n.Fail("want one of sns, http, function")
		return nil
	case sns.Given():
		s, settings := &topic.SNS{Poster: r.poster}, sns.Mapping()
		s.Endpoint, s.Signer = r.aws(settings, topic.Service, t.Region, topic.Endpoint)
		settings.End()
		return s
	case invoked.Given():
		if !functions.Knows(invoked.Text()) {
			invoked.Fail("%q is none of the functions of this file", invoked.Text())
		}
		return &topic.Function{Functions: functions, ARN: invoked.Text()}
	}
	p := posted.Mapping()
	u := &topic.URL{
		Poster: r.poster, URL: url(p.Need("url")), Header: r.headers(p.Get("headers")),
		Secret: []byte(r.secret(p.Get("secret"))),
	}
	p.End()
	return u
}

// KnowsTopic reports whether chats can be streamed to a topic.
func (s *Set) KnowsTopic(arn string) bool { return s.topics.Knows(arn) }

// Publish makes one attempt to hand a message to a topic.
func (s *Set) Publish(ctx context.Context, arn string, m topic.Message) error {
	return s.topics.Publish(ctx, arn, m)
}
