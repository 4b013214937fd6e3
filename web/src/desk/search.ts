// Finds quick connects by what people type of them.

import type { Endpoint } from '../agent/wire.ts';

// Upper case, accents and the dots of umlauts make no difference.
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{Mark}/gu, '').toLowerCase();
}

export function nameOf(endpoint: Endpoint): string {
  return endpoint.name ?? endpoint.queue?.name ?? endpoint.agentLogin ?? '';
}

/** Those to which a chat can go and that have every word, by name. */
export function search(endpoints: readonly Endpoint[], typed: string): Endpoint[] {
  const words = plain(typed).split(/\s+/).filter((word) => word !== '');
  return endpoints
    .filter(({ type }) => type === 'agent' || type === 'queue')
    .filter((endpoint) => {
      const text = plain([nameOf(endpoint), endpoint.agentLogin, endpoint.queue?.name].join(' '));
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
}
