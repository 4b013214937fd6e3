package compat

import "slices"

// administrationOperations are those of queues, quick connects, routing profiles,
// agent statuses, security profiles and what users are good at.
func administrationOperations() []Entry {
	return slices.Concat(
		notYet("routing", words(`AssociateQueueQuickConnects CreateQueue DeleteQueue DisassociateQueueQuickConnects
			ListQueueQuickConnects SearchQueues UpdateQueueHoursOfOperation UpdateQueueMaxContacts UpdateQueueName
			UpdateQueueOutboundCallerConfig UpdateQueueStatus`)...),
		notYet("routing", words(`CreateQuickConnect DeleteQuickConnect DescribeQuickConnect ListQuickConnects
			SearchQuickConnects UpdateQuickConnectConfig UpdateQuickConnectName`)...),
		notYet("routing", words(`AssociateRoutingProfileQueues CreateRoutingProfile DeleteRoutingProfile
			DisassociateRoutingProfileQueues ListRoutingProfileManualAssignmentQueues ListRoutingProfileQueues
			SearchRoutingProfiles UpdateRoutingProfileAgentAvailabilityTimer UpdateRoutingProfileConcurrency
			UpdateRoutingProfileDefaultOutboundQueue UpdateRoutingProfileName UpdateRoutingProfileQueues`)...),
		notYet("agents", words(`CreateAgentStatus DescribeAgentStatus ListAgentStatuses SearchAgentStatuses
			UpdateAgentStatus`)...),
		notYet("agents", words(`CreateSecurityProfile DeleteSecurityProfile ListSecurityProfileApplications
			ListSecurityProfileFlowModules ListSecurityProfilePermissions SearchSecurityProfiles UpdateSecurityProfile`)...),
		notYet("routing", words(`AssociateUserProficiencies CreatePredefinedAttribute DeletePredefinedAttribute
			DescribePredefinedAttribute DisassociateUserProficiencies ListPredefinedAttributes ListUserProficiencies
			SearchPredefinedAttributes UpdatePredefinedAttribute UpdateUserConfig UpdateUserProficiencies`)...),
	)
}
