// How the desk calls those who speak, and the seams between contacts.

import type { Role } from '../chat/item.ts';
import type { Wording } from '../chat/messages.ts';
import type { TextKey, Texts } from './texts.ts';

const roles: Readonly<Record<Role, TextKey>> = {
  CUSTOMER: 'roleCustomer',
  AGENT: 'roleAgent',
  SUPERVISOR: 'roleSupervisor',
  CUSTOM_BOT: 'roleBot',
  SYSTEM: 'system',
};

// As much of a contact's id as tells it from others of a customer.
const SHORT = 8;

export const wording = (texts: Texts): Wording => ({
  who({ speaker, role, name }) {
    if (speaker === 'me') return texts.say('you');
    const kind = texts.say(roles[role]);
    return role === 'SYSTEM' || !name ? kind : texts.say('speaker', { name, role: kind });
  },
  seam: ({ time, contact }) => texts.say('seamContact', { time: texts.time(time), contact: contact.slice(0, SHORT) }),
});
