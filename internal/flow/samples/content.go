package samples

import _ "embed" // the documents

var (
	//go:embed content/sample-disconnect.json
	sampleDisconnect string
	//go:embed content/sample-inbound.json
	sampleInbound string
	//go:embed content/basic-chat-disconnect.json
	basicChatDisconnect string
	//go:embed content/default-agent-hold.json
	defaultAgentHold string
	//go:embed content/default-agent-transfer.json
	defaultAgentTransfer string
	//go:embed content/default-agent-whisper.json
	defaultAgentWhisper string
	//go:embed content/default-customer-hold.json
	defaultCustomerHold string
	//go:embed content/default-customer-queue.json
	defaultCustomerQueue string
	//go:embed content/default-customer-whisper.json
	defaultCustomerWhisper string
	//go:embed content/default-outbound.json
	defaultOutbound string
	//go:embed content/default-queue-transfer.json
	defaultQueueTransfer string
)
