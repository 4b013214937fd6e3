// The least that says what is going on.

import type { Agent } from '../agent/agent.ts';

/** Shows an agent in an element. */
export function mount(agent: Agent, at: Element): void {
  const show = () => {
    const here = `${location.pathname}${location.search}`;
    if (agent.state === 'signed-out' || agent.state === 'refused') {
      const link = document.createElement('a');
      link.href = `/login?return=${encodeURIComponent(here)}`;
      link.textContent = 'Sign in';
      at.replaceChildren(link);
      return;
    }
    const line = document.createElement('p');
    line.textContent = `${agent.configuration?.name ?? ''} ${agent.state} ${agent.snapshot?.state.name ?? ''}`;
    at.replaceChildren(line);
  };
  agent.on(show);
  show();
}
