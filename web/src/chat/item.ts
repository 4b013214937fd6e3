// What pages know of an item of a transcript, read from what ChatJS hands over, both
// pushed and from GetTranscript.

export type Speaker = 'me' | 'other' | 'system';
export type Role = 'CUSTOMER' | 'AGENT' | 'SUPERVISOR' | 'CUSTOM_BOT' | 'SYSTEM';
export type Notice = 'joined' | 'left' | 'invited' | 'transferred' | 'transferFailed' | 'chatEnded';

export interface Item {
  readonly id: string;
  /** ISO with milliseconds in UTC, so that comparing texts compares times. */
  readonly time: string;
  /** The contact that it was said in; a past one's for past items. */
  readonly contact: string;
  /** Whether it was said in a chat before the one that is open. */
  readonly past: boolean;
  readonly speaker: Speaker;
  /** What the speaker is in the chat; SYSTEM for whoever is not known here. */
  readonly role: Role;
  readonly name: string;
  /** As on the wire; empty for what has none. */
  readonly contentType: string;
  readonly text: string;
  /** Set on what nobody said; the text is then empty. */
  readonly notice?: Notice;
  readonly file?: Attached;
  /** Set on what customers do not see. */
  readonly internal?: true;
  readonly receipt?: Receipt;
}

export type Receipt = 'delivered' | 'read';

/** A file that somebody sent. */
export interface Attached {
  /** By which it is asked for. */
  readonly id: string;
  readonly name: string;
  /** Whether it may be had: rejected and checked ones may not. */
  readonly state: 'there' | 'checked' | 'rejected';
}

/** The members of an item on the wire that the page reads. */
export interface WireItem {
  readonly Id?: string;
  readonly AbsoluteTime?: string;
  readonly Type?: string;
  readonly ContentType?: string;
  readonly Content?: string;
  /** A member of our server's, on what only agents are told. */
  readonly MessageVisibility?: string;
  readonly ContactId?: string;
  readonly ParticipantId?: string;
  readonly RelatedContactId?: string;
  readonly DisplayName?: string;
  readonly ParticipantRole?: string;
  readonly Attachments?: ReadonlyArray<{ readonly AttachmentId?: string; readonly AttachmentName?: string; readonly Status?: string }>;
  readonly MessageMetadata?: {
    readonly MessageId?: string;
    readonly Receipts?: ReadonlyArray<{ readonly DeliveredTimestamp?: string; readonly ReadTimestamp?: string }>;
  };
}

const EVENT = 'application/vnd.amazonaws.connect.event.' as const;
const INTERACTIVE = 'application/vnd.amazonaws.connect.message.interactive';

/** What people type. */
export const PLAIN = 'text/plain' as const;
export const TYPING = `${EVENT}typing` as const;
export const READ = `${EVENT}message.read` as const;
export const DELIVERED = `${EVENT}message.delivered` as const;

export const JOINED = `${EVENT}participant.joined`;
export const LEFT = `${EVENT}participant.left`;

const notices: Readonly<Record<string, Notice>> = {
  [JOINED]: 'joined',
  [LEFT]: 'left',
  [`${EVENT}participant.invited`]: 'invited',
  [`${EVENT}transfer.succeeded`]: 'transferred',
  [`${EVENT}transfer.failed`]: 'transferFailed',
  [`${EVENT}chat.ended`]: 'chatEnded',
};

const roles: readonly string[] = ['CUSTOMER', 'AGENT', 'SUPERVISOR', 'CUSTOM_BOT'];

/** The item, or nothing for what pages do not show. Mine says whose items are the reader's. */
export function read(wire: WireItem, mine: (wire: WireItem) => boolean): Item | undefined {
  if (!wire.Id || !wire.AbsoluteTime) return undefined;
  const role = (roles.includes(wire.ParticipantRole ?? '') ? wire.ParticipantRole : 'SYSTEM') as Role;
  const base = {
    id: wire.Id,
    time: wire.AbsoluteTime,
    contact: wire.ContactId ?? wire.RelatedContactId ?? '',
    past: !wire.ContactId,
    speaker: speaker(wire, role, mine),
    role,
    name: wire.DisplayName ?? '',
    contentType: wire.ContentType ?? '',
    text: '',
    ...(wire.MessageVisibility === 'AGENT' && ({ internal: true } as const)),
  };
  switch (wire.Type) {
    case 'MESSAGE': {
      const receipt = receiptOf(wire);
      return { ...base, text: textOf(wire), ...(receipt && { receipt }) };
    }
    case 'ATTACHMENT':
      return { ...base, file: attachedOf(wire) };
    case 'EVENT': {
      const notice = notices[wire.ContentType ?? ''];
      // Who comes and goes is news when it is somebody else.
      const own = (notice === 'joined' || notice === 'left') && base.speaker !== 'other';
      return notice && !own ? { ...base, notice } : undefined;
    }
    default:
      return undefined;
  }
}

function speaker(wire: WireItem, role: Role, mine: (wire: WireItem) => boolean): Speaker {
  if (mine(wire)) return 'me';
  return role === 'SYSTEM' ? 'system' : 'other';
}

// An item has one file. Where nothing is said of its state, the server decides once it is
// asked for.
function attachedOf({ Attachments }: WireItem): Attached {
  const { AttachmentId: id = '', AttachmentName: name = '', Status } = Attachments?.[0] ?? {};
  return { id, name, state: Status === 'REJECTED' ? 'rejected' : Status === 'IN_PROGRESS' ? 'checked' : 'there' };
}

function receiptOf(wire: WireItem): Receipt | undefined {
  const receipts = wire.MessageMetadata?.Receipts ?? [];
  if (receipts.some((r) => r.ReadTimestamp)) return 'read';
  return receipts.some((r) => r.DeliveredTimestamp) ? 'delivered' : undefined;
}

/** What a receipt that was pushed says, and of which message. */
export function readReceipt(wire: WireItem): { id: string; receipt: Receipt } | undefined {
  const id = wire.MessageMetadata?.MessageId;
  const receipt = receiptOf(wire);
  return id && receipt ? { id, receipt } : undefined;
}

// An interactive message is JSON: its title says what it asks, and any choice can be
// written as text.
function textOf(wire: WireItem): string {
  const content = wire.Content ?? '';
  if (!wire.ContentType?.startsWith(INTERACTIVE)) return content;
  try {
    const parsed = JSON.parse(content) as { data?: { content?: { title?: unknown; elements?: unknown } } };
    const { title, elements } = parsed.data?.content ?? {};
    const choices = Array.isArray(elements) ? elements.map((e: { title?: unknown }) => e?.title) : [];
    const lines = [title, ...choices].filter((line): line is string => typeof line === 'string');
    return lines.join('\n') || content;
  } catch {
    return content;
  }
}
