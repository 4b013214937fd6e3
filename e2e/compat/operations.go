package compat

import "slices"

// ParticipantOperations are those of the Participant service.
func ParticipantOperations() []Entry {
	return slices.Concat(
		[]Entry{
			works("CancelParticipantAuthentication", "TestChatJS/row_105_cancelled_authentication_is_told"),
			works("CompleteAttachmentUpload", "TestChatJS/row_79_attachment_is_uploaded_and_announced", "TestChatJS/row_81_upload_that_never_came_is_refused"),
			works("CreateParticipantConnection", "TestChatJS/row_18_connect_resolves_and_establishes_twice", "TestGoSDKParticipant"),
			works("DescribeView", "TestFlowShowsAView"),
			works("DisconnectParticipant", "TestChatJS/row_64_disconnecting_tells_left_then_ended", "TestGoSDKParticipant"),
			works("GetAttachment", "TestChatJS/row_84_download_has_the_same_bytes", "TestChatJS/row_85_attachment_url_works_until_it_expires"),
			works("GetAuthenticationUrl", "TestChatJS/row_104_authentication_step_ends_as_it_does", "TestChatJS/row_106_used_or_foreign_authentication_is_refused").
				with("an OpenID Connect provider"),
			works("GetTranscript", "TestChatJS/row_89_tokens_lead_through_every_item_once", "TestPersistentChatOverThreeSegments", "TestGoSDKParticipant"),
			works("SendEvent", "TestChatJS/row_50_typing_is_pushed_and_not_stored", "TestChatJS/row_71_read_receipt_has_its_time", "TestGoSDKParticipant"),
			works("SendMessage", "TestChatJS/row_45_send_message_resolves_with_id_and_time", "TestKilledServerKeepsEveryAcknowledgedMessage", "TestGoSDKParticipant"),
			works("StartAttachmentUpload", "TestChatJS/row_79_attachment_is_uploaded_and_announced", "TestChatJS/row_83_oversize_and_forbidden_types_are_refused"),
		},
	)
}

// ConnectOperations are those of the Connect service that touch chat.
func ConnectOperations() []Entry {
	return slices.Concat(
		[]Entry{
			works("AssociateContactWithUser", "TestAnAgentIsGivenAChat", "TestChatJS/row_54_idle_returned_and_automatic_disconnection_are_told"),
			works("AssociateHoursOfOperations", "TestGoSDKHoursInherit"),
			works("CreateContactFlow", "TestGoSDKFlows"),
			works("CreateContactFlowVersion", "TestGoSDKFlowVersions"),
			works("CreateHoursOfOperation", "TestGoSDKHours"),
			works("CreateHoursOfOperationOverride", "TestGoSDKHoursOverrides"),
			works("CreateParticipant", "TestChatJS/row_52_joining_is_told", "TestPlainChat").with("custom participants"),
			works("CreatePersistentContactAssociation", "TestAssociationInMidChat", "TestFlowContinuesAPastChat"),
			works("DeleteContactData", "TestJavaScriptSDKDeletesDataOfCustomers").with("a chat has no endpoint to delete"),
			works("DeleteContactFlow", "TestGoSDKFlows"),
			works("DeleteHoursOfOperation", "TestGoSDKHours"),
			works("DeleteHoursOfOperationOverride", "TestGoSDKHoursOverrides"),
			works("DescribeContact", "TestGoSDKContacts", "TestGoSDKLinkedContacts", "TestRecordsAgreeWithTheAPI"),
			works("DescribeContactFlow", "TestGoSDKFlows"),
			works("DescribeHoursOfOperation", "TestGoSDKHours"),
			works("DescribeHoursOfOperationOverride", "TestGoSDKHoursOverrides"),
			works("DescribeInstance", "TestGoSDKInstance"),
			works("DescribeInstanceAttribute", "TestGoSDKInstanceAttributes"),
			works("ListInstanceAttributes", "TestGoSDKInstanceAttributes"),
			works("UpdateInstanceAttribute", "TestGoSDKInstanceAttributes", "TestACustomerStaysThroughAdditionsAndTransfers").with("by design of those that chats have only MULTI_PARTY_CHAT_CONFERENCE does something"),
			works("DescribeQueue", "TestGoSDKInstance", "TestGoSDKQueuesAndProfilesOfUsers"),
			works("DisassociateHoursOfOperations", "TestGoSDKHoursInherit"),
			works("DismissUserContact", "TestGoSDKUserStatus"),
			works("GetContactAttributes", "TestGoSDKContacts"),
			works("GetContactMetrics", "TestGoSDKMetrics").with("waiting times are estimated once a few contacts were taken on"),
			works("GetCurrentMetricData", "TestGoSDKMetrics"),
			works("GetCurrentUserData", "TestGoSDKUserStatus"),
			works("GetEffectiveHoursOfOperations", "TestGoSDKHoursOverrides"),
			works("GetFederationToken", "TestGoSDKSignsNobodyIn").with("by design finds no user: the access key is nobody's, and people sign in by OpenID Connect"),
			works("GetMetricData", "TestGoSDKOlderMetrics").with("one unit and statistic a metric"),
			works("GetMetricDataV2", "TestGoSDKMetrics").with("the metrics that chats have"),
			works("ListAssociatedContacts", "TestGoSDKLinkedContacts"),
			works("ListChildHoursOfOperations", "TestGoSDKHoursInherit"),
			works("ListContactFlowVersions", "TestGoSDKFlowVersions"),
			works("ListContactFlows", "TestGoSDKFlows"),
			works("ListContactReferences", "TestGoSDKContacts"),
			works("ListHoursOfOperationOverrides", "TestGoSDKHoursOverrides"),
			works("ListHoursOfOperations", "TestGoSDKHours"),
			works("ListInstances", "TestGoSDKInstance"),
			works("ListQueues", "TestGoSDKInstance", "TestGoSDKQueuesAndProfilesOfUsers"),
			works("ListTagsForResource", "TestGoSDKTags"),
			works("PutUserStatus", "TestGoSDKUserStatus"),
			works("ResumeContact", "TestGoSDKTransferAndResumeAreNotForChats").with("refuses chats, which cannot be paused"),
			works("SearchContactFlows", "TestGoSDKFlows"),
			works("SearchContacts", "TestRecordsAgreeWithTheAPI"),
			works("SearchHoursOfOperationOverrides", "TestGoSDKHoursOverrides"),
			works("SearchHoursOfOperations", "TestGoSDKHours"),
			works("StartChatContact", "TestPlainChat", "TestPersistentChatOverThreeSegments", "TestJavaScriptSDK", "TestGoSDKClientTokenRepeatsTheAnswer").
				with("by design no quota unless --max-concurrent-chats sets one"),
			works("StopContact", "TestGoSDKContacts"),
			works("TagContact", "TestGoSDKContacts"),
			works("TagResource", "TestGoSDKTags"),
			works("MonitorContact", "TestASupervisorListensAndIsHeard"),
			works("TransferContact", "TestGoSDKTransferAndResumeAreNotForChats").with("refuses chats, which only agents and flows transfer"),
			works("UntagContact", "TestGoSDKContacts"),
			works("UntagResource", "TestGoSDKTags"),
			works("UpdateContact", "TestGoSDKContacts"),
			works("UpdateContactAttributes", "TestGoSDKContacts"),
			works("UpdateContactFlowContent", "TestGoSDKFlows"),
			works("UpdateContactFlowMetadata", "TestGoSDKFlows"),
			works("UpdateContactFlowName", "TestGoSDKFlows"),
			works("UpdateContactRoutingData", "TestGoSDKRoutingData", "TestRoutingDataDecideWhoIsOffered"),
			works("UpdateHoursOfOperation", "TestGoSDKHours"),
			works("UpdateHoursOfOperationOverride", "TestGoSDKHoursOverrides"),
			works("UpdateParticipantAuthentication", "TestChatJS/row_104_authentication_step_ends_as_it_does", "TestChatJS/row_106_used_or_foreign_authentication_is_refused"),
			works("StartContactStreaming", "TestAStreamedChatIsItsTranscript", "TestAStreamSurvivesAKill", "TestGoSDKStreamingIsRefused").with("topics lead to where `--integrations` says"),
			works("StopContactStreaming", "TestAStreamSurvivesAKill", "TestGoSDKStreamingIsRefused"),
			works("UpdateParticipantRoleConfig", "TestGoSDKRoleConfig", "TestGoSDKRoleConfigIsRefused"),
		},
		moduleAndViewOperations(),
		integrationOperations(),
		userOperations(),
		administrationOperations(),
		notYet("customer profiles, which the service has and an instance here has not", "CreateAuthCode"),
		notYet("voice prompts, which chats have no use for", "CreatePrompt"),
		notYet("attachments", words(`BatchGetAttachedFileMetadata CompleteAttachedFileUpload DeleteAttachedFile
			DescribeAttachedFilesConfiguration GetAttachedFile ListAttachedFilesConfigurations StartAttachedFileUpload
			UpdateAttachedFilesConfiguration`)...),
		notYet("push notifications and outbound chat", words(`CreatePushNotificationRegistration
			DeletePushNotificationRegistration DeleteSession SendChatIntegrationEvent StartContactMediaProcessing
			StartOutboundChatContact StopContactMediaProcessing`)...),
		notYet("instance settings", words(`AssociateInstanceStorageConfig AssociateSecurityKey
			CreateInstance DeleteInstance DescribeInstanceStorageConfig
			DisassociateInstanceStorageConfig DisassociateSecurityKey
			ListInstanceStorageConfigs ListSecurityKeys UpdateInstanceStorageConfig`)...),
	)
}

// integrationOperations are those that tell an instance of what flows call.
func integrationOperations() []Entry {
	return []Entry{
		works("AssociateApprovedOrigin", "TestGoSDKApprovedOrigins").with("decides who may frame the pages of the server"),
		works("AssociateBot", "TestGoSDKBots").with("by design kept and listed; what flows reach is said by `--integrations`"),
		works("AssociateLambdaFunction", "TestGoSDKFunctions").with("by design kept and listed; what flows reach is said by `--integrations`"),
		works("DisassociateApprovedOrigin", "TestGoSDKApprovedOrigins"),
		works("DisassociateBot", "TestGoSDKBots"),
		works("DisassociateLambdaFunction", "TestGoSDKFunctions"),
		works("ListApprovedOrigins", "TestGoSDKApprovedOrigins"),
		works("ListBots", "TestGoSDKBots"),
		works("ListLambdaFunctions", "TestGoSDKFunctions"),
	}
}

// moduleAndViewOperations are those of what flows are put together from.
func moduleAndViewOperations() []Entry {
	return []Entry{
		works("CreateContactFlowModule", "TestGoSDKModules", "TestGoSDKModuleContracts", "TestFlowInvokesAModule"),
		works("CreateContactFlowModuleAlias", "TestGoSDKModuleVersionsAndAliases", "TestFlowInvokesAModule"),
		works("CreateContactFlowModuleVersion", "TestGoSDKModuleVersionsAndAliases"),
		works("CreateView", "TestGoSDKViews"),
		works("CreateViewVersion", "TestGoSDKViews"),
		works("DeleteContactFlowModule", "TestGoSDKModules"),
		works("DeleteContactFlowModuleAlias", "TestGoSDKModuleVersionsAndAliases"),
		works("DeleteContactFlowModuleVersion", "TestGoSDKModuleVersionsAndAliases"),
		works("DeleteView", "TestGoSDKViews"),
		works("DeleteViewVersion", "TestGoSDKViews"),
		works("DescribeContactFlowModule", "TestGoSDKModuleVersionsAndAliases"),
		works("DescribeContactFlowModuleAlias", "TestGoSDKModuleVersionsAndAliases"),
		works("DescribeView", "TestGoSDKViews"),
		works("ListContactFlowModuleAliases", "TestGoSDKModuleVersionsAndAliases"),
		works("ListContactFlowModuleVersions", "TestGoSDKModuleVersionsAndAliases"),
		works("ListContactFlowModules", "TestGoSDKModules"),
		works("ListViewVersions", "TestGoSDKViews"),
		works("ListViews", "TestGoSDKViews"),
		works("SearchContactFlowModules", "TestGoSDKModules"),
		works("UpdateContactFlowModuleAlias", "TestGoSDKModuleVersionsAndAliases"),
		works("UpdateContactFlowModuleContent", "TestGoSDKModules", "TestGoSDKModuleContracts"),
		works("UpdateContactFlowModuleMetadata", "TestGoSDKModules"),
		works("UpdateViewContent", "TestGoSDKViews"),
		works("UpdateViewMetadata", "TestGoSDKViews"),
	}
}

// userOperations are those of users and of the profiles that they need.
func userOperations() []Entry {
	return []Entry{
		works("CreateUser", "TestGoSDKUsers", "TestFlowNamesAnAgent"),
		works("DeleteUser", "TestGoSDKUsers"),
		works("DescribeRoutingProfile", "TestGoSDKQueuesAndProfilesOfUsers"),
		works("DescribeSecurityProfile", "TestGoSDKQueuesAndProfilesOfUsers"),
		works("DescribeUser", "TestGoSDKUsers"),
		works("ListRoutingProfiles", "TestGoSDKQueuesAndProfilesOfUsers"),
		works("ListSecurityProfiles", "TestGoSDKQueuesAndProfilesOfUsers"),
		works("ListUsers", "TestGoSDKQueuesAndProfilesOfUsers"),
		works("SearchUsers", "TestGoSDKUsers"),
		works("UpdateUserHierarchy", "TestGoSDKUsers").with("refuses every group: there is no hierarchy yet"),
		works("UpdateUserIdentityInfo", "TestGoSDKUsers"),
		works("UpdateUserPhoneConfig", "TestGoSDKUsers"),
		works("UpdateUserRoutingProfile", "TestGoSDKUsers"),
		works("UpdateUserSecurityProfiles", "TestGoSDKUsers"),
	}
}
