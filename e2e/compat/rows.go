package compat

// Rows is how many rows the list of ChatJS's needs has, StreamsRows that of Amazon
// Connect Streams'.
const (
	Rows        = 117
	StreamsRows = 60
)

// Later is a row that no test plays yet.
type Later struct {
	Number int
	Text   string
	With   string
}

// LaterRows are the rows without a test, in order.
func LaterRows() []Later {
	const (
		attachments = "attachments"
		profiles    = "customer profiles"
		streaming   = "streamed messages"
		views       = "views"
	)
	return []Later{
		{6, "preflight of a view", views},
		{59, "changed display name is told", profiles},
		{86, "scanner decides on an attachment", attachments},
		{107, "streamed reply grows", streaming},
		{108, "reload in mid-stream", streaming},
	}
}

// LaterStreamsRows are the rows of Streams without a test, in order.
func LaterStreamsRows() []Later {
	return []Later{}
}
