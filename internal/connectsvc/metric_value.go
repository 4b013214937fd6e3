package connectsvc

import (
	"slices"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/metrics"
)

// metricValues are the values that there are of dimensions whose values are a fixed set,
// those of other channels too: a misspelt one would count nothing, and nobody would
// notice. spec: MetricFilterV2, Contact records data model.
var metricValues = map[metrics.Dimension][]string{
	metrics.ByChannel: {connect.ChannelVoice, connect.ChannelChat, connect.ChannelTask, connect.ChannelEmail},
	metrics.ByInitiationMethod: {
		connect.ContactInitiationMethodInbound, connect.ContactInitiationMethodOutbound, connect.ContactInitiationMethodTransfer,
		connect.ContactInitiationMethodQueueTransfer, connect.ContactInitiationMethodCallback, connect.ContactInitiationMethodApi,
		connect.ContactInitiationMethodDisconnect, connect.ContactInitiationMethodMonitor, connect.ContactInitiationMethodExternalOutbound,
		connect.ContactInitiationMethodAgentReply, connect.ContactInitiationMethodFlow, connect.ContactInitiationMethodWebrtcApi,
	},
	metrics.ByDisconnectReason: strings.Fields(`AGENT_COMPLETED AGENT_DISCONNECT AGENT_NETWORK_DISCONNECT API BARGED
		CONTACT_FLOW_DISCONNECT CUSTOMER_CONNECTION_NOT_ESTABLISHED CUSTOMER_DISCONNECT CUSTOMER_NEVER_ARRIVED DISCARDED EXPIRED
		IDLE_DISCONNECT OTHER OUTBOUND_ATTEMPT_FAILED OUTBOUND_DESTINATION_ENDPOINT_ERROR OUTBOUND_PREVIEW_DISCARDED
		OUTBOUND_RESOURCE_ERROR SYSTEM_ERROR TELECOM_BUSY TELECOM_NUMBER_INVALID TELECOM_ORIGINATOR_CANCEL
		TELECOM_POTENTIAL_BLOCKING TELECOM_PROBLEM TELECOM_TIMEOUT TELECOM_UNANSWERED THIRD_PARTY_DISCONNECT TRANSFERRED`),
}

// knownValue is KindInvalid for a value that a dimension of a fixed set does not have.
func knownValue(member string, d metrics.Dimension, value string) error {
	if set := metricValues[d]; set != nil && !slices.Contains(set, value) {
		return chat.Invalid(member, value+" is no value of "+string(d))
	}
	return nil
}
