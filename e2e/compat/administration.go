package compat

import "slices"

// administrationOperations are those of queues, quick connects, routing profiles,
// agent statuses, security profiles and what users are good at.
func administrationOperations() []Entry {
	return slices.Concat(
		work("TestGoSDKQueues", `CreateQueue SearchQueues UpdateQueueHoursOfOperation UpdateQueueMaxContacts
			UpdateQueueName UpdateQueueOutboundCallerConfig UpdateQueueStatus`),
		[]Entry{works("DeleteQueue", "TestGoSDKQueues", "TestNewQueuesAreFoundByFlows")},
		work("TestGoSDKQuickConnects", `AssociateQueueQuickConnects CreateQuickConnect DeleteQuickConnect
			DescribeQuickConnect DisassociateQueueQuickConnects ListQueueQuickConnects ListQuickConnects
			SearchQuickConnects UpdateQuickConnectConfig UpdateQuickConnectName`),
		work("TestGoSDKRoutingProfiles", `AssociateRoutingProfileQueues CreateRoutingProfile DeleteRoutingProfile
			DisassociateRoutingProfileQueues ListRoutingProfileManualAssignmentQueues ListRoutingProfileQueues
			SearchRoutingProfiles UpdateRoutingProfileAgentAvailabilityTimer UpdateRoutingProfileConcurrency
			UpdateRoutingProfileDefaultOutboundQueue UpdateRoutingProfileName UpdateRoutingProfileQueues`),
		work("TestGoSDKAgentStatuses", `CreateAgentStatus DescribeAgentStatus ListAgentStatuses SearchAgentStatuses
			UpdateAgentStatus`),
		work("TestGoSDKSecurityProfiles", `CreateSecurityProfile DeleteSecurityProfile ListSecurityProfileApplications
			ListSecurityProfileFlowModules SearchSecurityProfiles UpdateSecurityProfile`),
		[]Entry{works("ListSecurityProfilePermissions", "TestGoSDKSecurityProfiles", "TestGoSDKPermissionsOfANewInstance")},
		work("TestGoSDKProficiencies", `AssociateUserProficiencies CreatePredefinedAttribute DeletePredefinedAttribute
			DescribePredefinedAttribute DisassociateUserProficiencies ListPredefinedAttributes ListUserProficiencies
			SearchPredefinedAttributes UpdatePredefinedAttribute UpdateUserProficiencies`),
		[]Entry{works("UpdateUserConfig", "TestGoSDKUserConfig", "TestAfterContactWorkIsEndedForTheAgent")},
	)
}

// work are entries that one test proves.
func work(proof, names string) []Entry {
	var entries []Entry
	for _, name := range words(names) {
		entries = append(entries, works(name, proof))
	}
	return entries
}
