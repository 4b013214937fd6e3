// The server's door for this page: it starts chats, as a browser has no key for
// the API that does.

import { uuid } from '../chat/uuid.ts';
import type { TextKey } from './texts.ts';
import type { Visit } from './visits.ts';

/** Why no chat was started, as the text to show. */
export class DoorError extends Error {
  readonly text: TextKey;

  constructor(text: TextKey) {
    super(text);
    this.text = text;
  }
}

const texts: Readonly<Record<string, TextKey>> = {
  Busy: 'errorBusy',
  StillOpen: 'errorStillOpen',
  Gone: 'errorGone',
  BadTicket: 'errorBadTicket',
  BadRequest: 'errorName',
};

interface Answer {
  readonly contactId: string;
  readonly participantId: string;
  readonly participantToken: string;
  readonly ticket: string;
}

/** Starts a chat, as the continuation of an ended one if there is one. */
export async function startChat(name: string, past?: Visit): Promise<Visit> {
  const { contactId, participantId, participantToken, ticket } = await ask({
    displayName: name,
    clientToken: uuid(),
    ticket: past?.ticket ?? '',
  });
  return { contactId, participantId, participantToken, ticket, name, startedAt: new Date().toISOString() };
}

async function ask(request: object): Promise<Answer> {
  let response: Response;
  let answer: Answer & { error?: { code?: string } };
  try {
    response = await fetch('/rejoin/customer/chats', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
    answer = (await response.json()) as typeof answer;
  } catch {
    throw new DoorError('errorNetwork'); // or a proxy answered in its own words
  }
  if (!response.ok) throw new DoorError(texts[answer.error?.code ?? ''] ?? 'errorFailed');
  return answer;
}
