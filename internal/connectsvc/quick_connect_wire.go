package connectsvc

import (
	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// destinationOf reads a configuration, which has to have the part that belongs to
// its type and no other.
func destinationOf(c *connect.QuickConnectConfig) (directory.Destination, error) {
	to := directory.Destination{Type: text(c.QuickConnectType)}
	for _, part := range []struct {
		name, kind string
		given      bool
	}{
		{"UserConfig", directory.ToUser, c.UserConfig != nil},
		{"QueueConfig", directory.ToQueue, c.QueueConfig != nil},
		{"PhoneConfig", directory.ToPhone, c.PhoneConfig != nil},
		{"FlowConfig", directory.ToFlow, c.FlowConfig != nil},
	} {
		switch {
		case part.kind == to.Type && !part.given:
			return to, chat.Invalid("QuickConnectConfig."+part.name, "is required for the type "+to.Type)
		case part.kind != to.Type && part.given:
			return to, chat.Rejected("QuickConnectConfig."+part.name, "does not belong to the type "+to.Type)
		}
	}
	switch to.Type {
	case directory.ToUser:
		to.UserID, to.FlowID = text(c.UserConfig.UserId), text(c.UserConfig.ContactFlowId)
	case directory.ToQueue:
		to.QueueID, to.FlowID = text(c.QueueConfig.QueueId), text(c.QueueConfig.ContactFlowId)
	case directory.ToPhone:
		to.PhoneNumber = text(c.PhoneConfig.PhoneNumber)
	case directory.ToFlow:
		to.FlowID = text(c.FlowConfig.ContactFlowId)
	}
	return to, nil
}

func destination(to *directory.Destination) *connect.QuickConnectConfig {
	c := &connect.QuickConnectConfig{QuickConnectType: new(to.Type)}
	switch to.Type {
	case directory.ToUser:
		c.UserConfig = &connect.UserQuickConnectConfig{UserId: new(to.UserID), ContactFlowId: new(to.FlowID)}
	case directory.ToQueue:
		c.QueueConfig = &connect.QueueQuickConnectConfig{QueueId: new(to.QueueID), ContactFlowId: new(to.FlowID)}
	case directory.ToPhone:
		c.PhoneConfig = &connect.PhoneNumberQuickConnectConfig{PhoneNumber: new(to.PhoneNumber)}
	case directory.ToFlow:
		c.FlowConfig = &connect.FlowQuickConnectConfig{ContactFlowId: new(to.FlowID)}
	}
	return c
}
