package record

// Names are what the parts of a record are called outside: ARNs, and the names that
// people gave. What does not apply is "".
type Names struct {
	Account  string
	Region   string
	Instance string // ARN
	Contact  string // ARN
	Queue    string // ARN
	// QueueType is STANDARD or AGENT.
	QueueType string
	QueueName string
	Agent     string // ARN
	Username  string
	Profile   string // ARN of the routing profile
	// ProfileName is the routing profile's name.
	ProfileName string
	// Transcripts is where the keys of transcripts lie: a bucket or a folder.
	Transcripts string
}
