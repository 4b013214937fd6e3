package chat

import "time"

// Talk sums up what was said in a contact. spec: ChatMetrics of DescribeContact.
type Talk struct {
	// Parties counts the people who took part besides the customer.
	Parties int
	// Messages are all that were sent, files among them; BotMessages those of flows
	// and bots, of BotChars characters.
	Messages    int
	BotMessages int
	BotChars    int
	// Turns counts how often the word passed between the customer and the others.
	Turns int
	// FirstResponseAt is when an agent first answered, zero when none did, and
	// FirstResponse how long after he had come.
	FirstResponseAt time.Time
	FirstResponse   time.Duration
	Agent           Speaker
	Customer        Speaker
}

// Speaker is one side's part in a talk.
type Speaker struct {
	// ParticipantID is who spoke for the side, the last one of several.
	ParticipantID ParticipantID
	Messages      int
	Chars         int
	// Responses counts the answers to the other side, which took ResponseTime
	// together and MaxResponse at most.
	Responses     int
	ResponseTime  time.Duration
	MaxResponse   time.Duration
	LastMessageAt time.Time
}
