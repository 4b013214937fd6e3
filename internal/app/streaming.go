package app

import (
	"github.com/rejoin-chat/rejoin/internal/gateway"
	"github.com/rejoin-chat/rejoin/internal/streaming"
)

// buildStreams makes what tells topics what is said in chats.
func (s *server) buildStreams(account string) {
	c := streaming.Config{
		Store: s.store, Topics: s.integrations, Broker: s.broker, Lossy: s.Config.Database.Postgres(),
		Text: gateway.ItemJSON, Account: account, Holder: s.node, Clock: s.time.machine, Log: s.Log,
	}
	if !c.Lossy {
		c.Holder = aloneHolder
	}
	s.streaming = streaming.New(c)
}
