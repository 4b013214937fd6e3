package directory

// The permissions that decide something here, by the names that Amazon Connect gives
// them. Any other name is kept and shown: it is about pages of the service of which
// there are none here. spec: List of security profile permissions.
const (
	// MayWork is for taking contacts: everything that an agent's page does, but what
	// the others are for.
	MayWork = "BasicAgentAccess"
	// MayTransfer is for seeing the quick connects of one's queues, and sending
	// contacts to them or asking others in by them.
	MayTransfer = "TransferDestinations.View"
	// MayListen is for hearing a contact of somebody else, MayBarge for being heard
	// there. spec: MonitorContact AllowedMonitorCapabilities.
	MayListen = "ManagerListenIn"
	MayBarge  = "ManagerBargeIn"
	// MayAdminister is for deciding what others may do.
	MayAdminister = "SecurityProfiles.Edit"
)
