package directory

import "strings"

// seededPermissions are what the security profiles of a new instance permit, by id:
// an agent may take contacts, a manager see to users, routing and metrics, an analyst
// to metrics and conversations, an administrator to everything.
// spec: List of security profile permissions; Default security profiles.
var seededPermissions = map[string][]string{
	AgentProfileID:          strings.Fields(ofAgents),
	ManagerProfileID:        strings.Fields(ofAnalysts + ofManagers + " " + MayTransfer),
	QualityAnalystProfileID: strings.Fields(ofAnalysts),
	AdminProfileID:          strings.Fields(ofAgents + ofAnalysts + ofManagers + ofAdministrators),
}

// The names of permissions, each in the first list that has it. Those that only take
// something away are in none.
const (
	ofAgents = `
BasicAgentAccess OutboundCallAccess TransferDestinations.View
`
	ofAnalysts = `
AccessMetrics AccessMetrics.AgentActivityAudit.Access AccessMetrics.Dashboards.Access
AccessMetrics.HistoricalMetrics.Access AccessMetrics.RealTimeMetrics.Access AgentTimeCard.View
CallRecordings.Redacted.Access CallRecordings.Unredacted.Access ContactAttributes.View ContactSearch.View
ContactTranscripts.Redacted.Access ContactTranscripts.Unredacted.Access
Evaluation.Create Evaluation.Delete Evaluation.Edit Evaluation.View GraphTrends.View ManagerListenIn
MetricsReports.Create MetricsReports.Delete MetricsReports.Edit MetricsReports.Publish MetricsReports.Schedule
MetricsReports.Share MetricsReports.View ReportSchedules.Create ReportSchedules.Delete ReportSchedules.Edit
ReportSchedules.View
`
	ofManagers = `
AgentGrouping.Create AgentGrouping.Edit AgentGrouping.EnableAndDisable AgentGrouping.View
AgentStates.Create AgentStates.Edit AgentStates.EnableAndDisable AgentStates.View
ContactFlowModules.Create ContactFlowModules.Delete ContactFlowModules.Edit ContactFlowModules.Publish
ContactFlowModules.View ContactFlows.Create ContactFlows.Delete ContactFlows.Edit ContactFlows.Publish
ContactFlows.View Contacts.Tag.Edit HistoricalChanges.View
HoursOfOperation.Create HoursOfOperation.Delete HoursOfOperation.Edit HoursOfOperation.View ManagerBargeIn
PhoneNumbers.Claim PhoneNumbers.Edit PhoneNumbers.Release PhoneNumbers.View
PredefinedAttributes.Create PredefinedAttributes.Delete PredefinedAttributes.Edit PredefinedAttributes.View
Prompts.Create Prompts.Delete Prompts.Edit Prompts.View
Queues.Create Queues.Edit Queues.EnableAndDisable Queues.View
RoutingPolicies.Create RoutingPolicies.Edit RoutingPolicies.View Rules.Create Rules.Delete Rules.Edit Rules.View
StopContact.Enabled TransferContact.Enabled
TransferDestinations.Create TransferDestinations.Delete TransferDestinations.Edit
UpdateContactSchedule.Enabled Users.Create Users.Delete Users.Edit Users.View
Views.Create Views.Edit Views.Remove Views.View
`
	ofAdministrators = `
AccessMetrics.DashboardsWithMyData.View Analytics.PerformanceMetrics.Access
AnalyticsConnectors.Edit AnalyticsConnectors.View AudioDeviceSettings.Access
AutomatedVoiceInteraction.Recordings.Unredacted.Access AutomatedVoiceInteraction.Recordings.Unredacted.DownloadButton
AutomatedVoiceInteraction.Transcripts.Unredacted.Access Bots.Create Bots.Delete Bots.Edit Bots.View
CallRecordings.Redacted.DownloadButton CallRecordings.Unredacted.DownloadButton
Campaigns.Create Campaigns.Delete Campaigns.Edit Capacity.Edit Capacity.Publish Capacity.View
CaseComments.Delete CaseComments.Edit CaseContacts.Delete CaseCustomRelatedItems.Delete CaseCustomRelatedItems.Edit
CaseFields.Create CaseFields.Edit CaseFields.View CaseFiles.Delete CaseHistory.View
CaseTemplates.Create CaseTemplates.Edit CaseTemplates.View Cases.Create Cases.Delete Cases.Edit Cases.View
ChatTestMode CoachingSessions.Create CoachingSessions.Delete CoachingSessions.Edit CoachingSessions.View
ConfigureContactAttributes.View ContactLensCustomVocabulary.Edit ContactLensCustomVocabulary.View
ContactLensPostContactSummary.View ContactSearchSampleContacts.View ContactSearchWithCharacteristics.Access
ContactSearchWithCharacteristics.View ContactSearchWithKeywords.Access ContactSearchWithKeywords.View
ContactTranscripts.Unredacted.DownloadButton
ContentManagement.Create ContentManagement.Delete ContentManagement.Edit ContentManagement.View
CustomMetrics.Create CustomMetrics.Delete CustomMetrics.Edit CustomMetrics.Publish CustomMetrics.View CustomViews.Access
CustomerProfiles.CalculatedAttributes.Create CustomerProfiles.CalculatedAttributes.Delete
CustomerProfiles.CalculatedAttributes.Edit CustomerProfiles.CalculatedAttributes.View
CustomerProfiles.Create CustomerProfiles.Edit CustomerProfiles.ProfileExplorer.Create
CustomerProfiles.ProfileExplorer.Delete CustomerProfiles.ProfileExplorer.Edit CustomerProfiles.ProfileExplorer.View
CustomerProfiles.Segments.Create CustomerProfiles.Segments.Delete CustomerProfiles.Segments.Export
CustomerProfiles.Segments.View CustomerProfiles.View
DataTables.Create DataTables.Delete DataTables.Edit DataTables.EditExpressionValues DataTables.ManageValues
DataTables.View DeleteCallRecordings EvaluationAssistant.Access
EvaluationCalibrationSessions.Create EvaluationCalibrationSessions.Delete EvaluationCalibrationSessions.Edit
EvaluationCalibrationSessions.View EvaluationForms.Create EvaluationForms.Delete EvaluationForms.Edit
EvaluationForms.View EvaluationReviewRequest.Create EvaluationReviewRequest.Delete EvaluationReviewRequest.View
EvaluationReviews.Create EvaluationReviews.View ForecastScheduleInterval.Edit ForecastScheduleInterval.View
Forecasting.Edit Forecasting.Publish Forecasting.View
InformationExtraction.Definitions.Create InformationExtraction.Definitions.Delete
InformationExtraction.Definitions.Edit InformationExtraction.Definitions.View InformationExtraction.Results.View
ManualAssignAnyContact.Enable ManualAssignMyContacts.Enable MyCaseComments.Delete MyCaseComments.Edit
MyCaseContacts.Delete MyCaseCustomRelatedItems.Delete MyCaseCustomRelatedItems.Edit MyCases.Delete
MyCoachingSessions.Create MyCoachingSessions.Delete MyCoachingSessions.Edit MyCoachingSessions.View
MyContacts.View MyReceivedEvaluations.View OutboundEmail.Create
QConnectAIAgents.Create QConnectAIAgents.Delete QConnectAIAgents.Edit QConnectAIAgents.View
QConnectAIPrompts.Create QConnectAIPrompts.Delete QConnectAIPrompts.Edit QConnectAIPrompts.View
QConnectGuardrails.Create QConnectGuardrails.Delete QConnectGuardrails.Edit QConnectGuardrails.View
RealtimeContactLens.View ReportsAdmin.Delete ReportsAdmin.View
RulesGenerativeAI.Create RulesGenerativeAI.Delete RulesGenerativeAI.Edit RulesGenerativeAI.View
Scheduling.Edit Scheduling.Publish Scheduling.View ScreenRecording.Access ScreenRecording.Redacted.Access
ScreenRecording.Redacted.Download SecurityProfiles.Create SecurityProfiles.Delete SecurityProfiles.Edit
SecurityProfiles.View SelfAssignContacts.Access StaffCalendar.Edit StaffCalendar.View
TaskTemplates.Create TaskTemplates.Delete TaskTemplates.Edit TaskTemplates.View TeamCalendar.Edit TeamCalendar.View
ThemeDetection.Create ThemeDetection.Delete ThemeDetection.View TimeOff.Approve TimeOff.Edit TimeOff.View
TimeOffBalance.Edit TimeOffBalance.View Users.EditPermission VideoContact.Access
VoiceId.Access VoiceIdAttributesAndSearch.View Wisdom.View
Workspaces.Assign Workspaces.Create Workspaces.Delete Workspaces.Edit Workspaces.EditVisibility Workspaces.View
`
)
