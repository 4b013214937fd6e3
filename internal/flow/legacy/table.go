package legacy

// table is every block of the old export, by type, or by type and target. It is
// written here and nowhere else.
var table = map[string]func(*block){
	// What the participant sees.
	"PlayPrompt":          (*block).playPrompt,
	"PlayAudio":           (*block).playPrompt, // the same, older
	"LoopPrompts":         (*block).loopPrompts,
	"GetUserInput":        (*block).getUserInput,
	"GetUserInput/Digits": (*block).getDigits,
	"GetUserInput/Lex":    (*block).getIntent,
	"GetUserInput/LexV2":  (*block).getIntent,
	"StoreUserInput":      (*block).storeUserInput,
	"StoreCustomerInput":  (*block).storeUserInput, // the same, older
	"ShowView":            (*block).showView,
	"Disconnect":          (*block).disconnect,

	// Data.
	"SetAttributes":     (*block).setAttributes,
	"SetScreenPop":      (*block).setScreenPop, // older
	"SetFlowAttributes": (*block).setFlowAttributes,
	"SetContactData":    (*block).setContactData,
	"SetContactTags":    (*block).tag,
	"TagContact":        (*block).tag,
	"UnTagContact":      (*block).untag,
	"UntagContact":      (*block).untag,

	// Queues and transfers.
	"SetQueue":              (*block).setQueue,
	"Transfer/Queue":        (*block).transferToQueue,
	"CustomerInQueue":       (*block).transferToQueue, // older
	"Transfer/Flow":         (*block).transferToFlow,
	"Transfer/ContactFlow":  (*block).transferToFlow,
	"TransferToFlow":        (*block).transferToFlow, // older
	"Transfer/Agent":        (*block).transferToAgent,
	"Transfer/PhoneNumber":  (*block).transferToNumber,
	"UpdateRoutingPriority": (*block).routingPriority,
	"ChangeRoutingPriority": (*block).routingPriority,
	"SetPriority":           (*block).routingPriority,
	"SetRoutingCriteria":    (*block).routingCriteria,
	"SetCallBackNumber":     (*block).callbackNumber,
	"SetCallbackNumber":     (*block).callbackNumber,

	// Flows tied to events.
	"SetEventHook":         (*block).hookOfType,
	"SetContactFlow":       (*block).hookOfType,
	"SetCustomerQueueFlow": (*block).queueHook,
	"SetDisconnectFlow":    (*block).disconnectHook,
	"SetWhisperFlow":       (*block).hookOfType,
	"SetHoldFlow":          (*block).hookOfType,

	// Decisions.
	"CheckAttribute":         (*block).checkAttribute,
	"CheckHoursOfOperation":  (*block).checkHours,
	"CheckStaffing":          (*block).checkStaffing,
	"CheckQueueStatus":       (*block).checkQueueStatus,
	"CheckMetricData":        (*block).checkQueueStatus,
	"GetMetricData":          (*block).getMetrics,
	"GetMetrics":             (*block).getMetrics,
	"GetQueueMetrics":        (*block).getMetrics,
	"DistributeByPercentage": (*block).distribute,
	"Distribute":             (*block).distribute,
	"Loop":                   (*block).loop,

	// Control.
	"Wait":                               (*block).wait,
	"Resume":                             (*block).endFlow, // the block End flow / Resume
	"EndFlowExecution":                   (*block).endFlow,
	"Return":                             (*block).endModule,
	"EndFlowModuleExecution":             (*block).endModule,
	"SetLoggingBehavior":                 (*block).setLogging,
	"CreatePersistentContactAssociation": (*block).associate,

	// Other systems.
	"InvokeExternalResource":        (*block).invokeFunction,
	"InvokeExternalResource/Lambda": (*block).invokeFunction,
	"InvokeModule":                  (*block).invokeModule,
	"InvokeFlowModule":              (*block).invokeModule,
	"CreateTask":                    (*block).createTask,

	// Voice and recording.
	"SetVoice":             (*block).setVoice,
	"SetRecordingBehavior": (*block).setRecording,
	"HoldCustomer":         (*block).hold,
	"StartMediaStreaming":  (*block).startMedia,
	"StopMediaStreaming":   (*block).stopMedia,
}
