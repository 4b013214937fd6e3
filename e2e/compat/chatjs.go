package compat

import "slices"

// ChatJSMethods are the calls of a ChatJS session.
func ChatJSMethods() []Entry {
	return slices.Concat(
		[]Entry{
			works("cancelParticipantAuthentication", "TestChatJS/row_105_cancelled_authentication_is_told"),
			works("cleanUpOnParticipantDisconnect", "TestChatJSCleansUpAfterTheAgent"),
			works("connect", "TestChatJS/row_18_connect_resolves_and_establishes_twice", "TestChatJS/row_36_closed_socket_is_replaced_at_once", "TestRefreshWithOlderChatJS"),
			works("describeView", "TestChatJS/row_102_view_token_leads_to_the_view"),
			works("disconnectParticipant", "TestChatJS/row_64_disconnecting_tells_left_then_ended"),
			works("downloadAttachment", "TestChatJS/row_84_download_has_the_same_bytes"),
			works("getAttachmentURL", "TestChatJS/row_85_attachment_url_works_until_it_expires"),
			works("getAuthenticationUrl", "TestChatJS/row_104_authentication_step_ends_as_it_does"),
			works("getChatDetails", "TestChatJS/row_25_chat_details_are_what_the_server_gave"),
			works("getTranscript", "TestChatJS/row_89_tokens_lead_through_every_item_once", "TestPersistentChatOverThreeSegments"),
			works("sendAttachment", "TestChatJS/row_79_attachment_is_uploaded_and_announced"),
			works("sendEvent", "TestChatJS/row_50_typing_is_pushed_and_not_stored", "TestChatJS/row_71_read_receipt_has_its_time"),
			works("sendMessage", "TestChatJS/row_45_send_message_resolves_with_id_and_time", "TestChatJS/row_47_content_arrives_unchanged"),
		},
	)
}

// ChatJSEvents are the handlers of a ChatJS session.
func ChatJSEvents() []Entry {
	return slices.Concat(
		[]Entry{
			works("onAuthenticationCanceled", "TestChatJS/row_105_cancelled_authentication_is_told"),
			works("onAuthenticationFailed", "TestChatJS/row_104_authentication_step_ends_as_it_does"),
			works("onAuthenticationInitiated", "TestChatJS/row_104_authentication_step_ends_as_it_does"),
			works("onAuthenticationSuccessful", "TestChatJS/row_104_authentication_step_ends_as_it_does"),
			works("onAuthenticationTimeout", "TestChatJS/row_104_authentication_step_ends_as_it_does"),
			works("onAutoDisconnection", "TestChatJS/row_54_idle_returned_and_automatic_disconnection_are_told"),
			works("onChatRehydrated", "TestChatJS/row_97_continued_chat_says_from_where_and_rehydrates", "TestAssociationInMidChat"),
			works("onConnectionBroken", "TestNewPageGoesOnAfterAKill", "TestOlderChatJSOutlivesAKill").
				with("only when nothing listens any more, which up to 3.0.2 is no reason; a kept listener or a front spares it"),
			works("onConnectionEstablished", "TestChatJS/row_18_connect_resolves_and_establishes_twice"),
			works("onConnectionLost", "TestChatJS/row_36_closed_socket_is_replaced_at_once"),
			works("onDeepHeartbeatFailure", "TestChatJS/row_34_unhealthy_server_fails_deep_heartbeats", "TestSilentNetworkLosesNothing"),
			works("onDeepHeartbeatSuccess", "TestChatJS/row_33_deep_heartbeats_succeed"),
			works("onDeliveredReceipt", "TestChatJS/row_70_delivered_receipt_reaches_the_author"),
			works("onEnded", "TestChatJS/row_64_disconnecting_tells_left_then_ended", "TestChatJS/row_44_chat_that_ended_while_away_ends"),
			works("onMessage", "TestChatJS/row_46_everyone_gets_the_whole_message", "TestCutSocketLosesAndDoublesNothing"),
			works("onParticipantIdle", "TestChatJS/row_54_idle_returned_and_automatic_disconnection_are_told"),
			works("onParticipantInvited", "TestChatJS/row_55_invitation_is_told", "TestACustomerStaysThroughAdditionsAndTransfers"),
			works("onParticipantReturned", "TestChatJS/row_54_idle_returned_and_automatic_disconnection_are_told"),
			works("onReadReceipt", "TestChatJS/row_71_read_receipt_has_its_time"),
			works("onTranscriptUpdated", "TestChatJS/row_78_transcript_model_becomes_delivered_then_read"),
			works("onTyping", "TestChatJS/row_50_typing_is_pushed_and_not_stored"),
		},
		notYet("customer profiles", "onAuthenticationExpired", "onParticipantDisplayNameUpdated"),
	)
}
