package legacy

import "github.com/rejoin-chat/rejoin/internal/flow"

// hookOfType ties a flow to the event that the block names.
func (b *block) hookOfType() { b.hook("") }

func (b *block) queueHook() { b.hook(flow.HookCustomerQueue) }

func (b *block) disconnectHook() { b.hook(flow.HookCustomerRemaining) }

// hook ties a flow to an event. What the block names wins over what its type
// means.
func (b *block) hook(h flow.Hook) {
	b.is("UpdateContactEventHooks")
	if t := b.value("Type"); t != "" {
		h = flow.Hook(t)
	}
	hooks := map[string]any{}
	if p, found := b.find("ContactFlowId"); found {
		v, name := b.named(p)
		hooks[string(h)] = v
		if name != "" {
			b.names["EventHooks"] = map[string]any{string(h): displayed(name)}
		}
	}
	b.action.Parameters["EventHooks"] = hooks
	b.unfailing()
}
