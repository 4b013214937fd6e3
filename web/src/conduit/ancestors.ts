// Which pages may have this one in a frame, and drive the agent from there. The server
// says so with the page, in a policy that browsers hold frames to; the page holds
// messages to it too.

import { delay } from '../agent/delay.ts';

/** The origins of a policy's frame-ancestors; own stands for 'self'. */
export function ancestorsOf(policy: string, own: string): string[] {
  const rule = policy.split(';').map((r) => r.trim().split(/\s+/)).find(([name]) => name === 'frame-ancestors');
  const origins = (rule ?? []).slice(1).map((source) => (source === "'self'" ? own : source));
  return origins.filter((origin) => /^https?:\/\/[^/*]+$/.test(origin));
}

// In milliseconds.
const FIRST_RETRY = 250;
const LAST_RETRY = 4000;
const PATIENCE = 10_000;

/** Asks the server until it answers. */
export async function approvedOrigins(): Promise<string[]> {
  for (let retry = FIRST_RETRY; ; retry = Math.min(2 * retry, LAST_RETRY)) {
    try {
      const page = await fetch(location.pathname, { method: 'HEAD', cache: 'no-cache', signal: AbortSignal.timeout(PATIENCE) });
      if (page.ok) return ancestorsOf(page.headers.get('content-security-policy') ?? '', location.origin);
    } catch {
      // the server is away for a moment
    }
    await delay(retry);
  }
}
