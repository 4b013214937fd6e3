import assert from 'node:assert/strict';
import { test } from 'node:test';

import { read as readAs, readReceipt, type WireItem } from '../src/chat/item.ts';

const read = (wire: WireItem) => readAs(wire, ({ ParticipantRole }) => ParticipantRole === 'CUSTOMER');

const EVENT = 'application/vnd.amazonaws.connect.event.';
const base = { Id: 'i1', AbsoluteTime: '2026-11-21T10:00:00.000Z', DisplayName: 'Robin', ParticipantRole: 'AGENT' };

test('a message is read, of this chat or a past one', () => {
  const here = read({ ...base, Type: 'MESSAGE', ContentType: 'text/plain', Content: '<b>hi</b>', ContactId: 'c1' });
  assert.deepEqual(here, {
    id: 'i1', time: base.AbsoluteTime, contact: 'c1', past: false, speaker: 'other', role: 'AGENT', name: 'Robin',
    contentType: 'text/plain', text: '<b>hi</b>',
  });
  const before = read({ ...base, Type: 'MESSAGE', Content: 'hi', RelatedContactId: 'c0', ParticipantRole: 'CUSTOMER' });
  assert.equal(readAs({ ...base, Type: 'MESSAGE', ParticipantId: 'p1' }, ({ ParticipantId }) => ParticipantId === 'p1')?.speaker, 'me');
  assert.deepEqual([before?.contact, before?.past, before?.speaker], ['c0', true, 'me']);
});

test('what customers do not see is told from what they do', () => {
  const said = { ...base, Type: 'MESSAGE', ContentType: 'text/plain', Content: 'the customer is a friend' };
  assert.equal(read({ ...said, MessageVisibility: 'AGENT' })?.internal, true);
  for (const other of [{}, { MessageVisibility: 'ALL' }, { MessageVisibility: 'CUSTOMER' }]) assert.equal('internal' in read({ ...said, ...other })!, false);
});

test('events are notices; who is not somebody else comes and goes unnoticed', () => {
  const notice = (type: string, role?: string) => read({ ...base, Type: 'EVENT', ContentType: EVENT + type, ParticipantRole: role ?? 'AGENT' })?.notice;
  assert.equal(notice('participant.joined'), 'joined');
  assert.equal(notice('participant.joined', 'CUSTOM_BOT'), 'joined');
  assert.equal(notice('participant.joined', 'CUSTOMER'), undefined);
  assert.equal(notice('participant.invited'), 'invited');
  assert.equal(notice('participant.left', 'SYSTEM'), undefined);
  assert.equal(notice('chat.ended', 'SYSTEM'), 'chatEnded');
  assert.equal(notice('typing'), undefined);
  assert.equal(notice('of.the.future'), undefined);
});

test('a file is known by its id and name, and whether it may be had', () => {
  const file = (...Attachments: NonNullable<WireItem['Attachments']>) => read({ ...base, Type: 'ATTACHMENT', Attachments })?.file;
  const sheet = { AttachmentId: 'f1', AttachmentName: 'a.csv' };
  assert.deepEqual(file({ ...sheet, Status: 'APPROVED' }), { id: 'f1', name: 'a.csv', state: 'there' });
  assert.equal(file({ ...sheet, Status: 'IN_PROGRESS' })?.state, 'checked');
  assert.equal(file({ ...sheet, Status: 'REJECTED' })?.state, 'rejected');
  assert.equal(file(sheet)?.state, 'there');
  assert.deepEqual(file(), { id: '', name: '', state: 'there' });
});

test('receipts are the best of all readers', () => {
  const receipts = (...Receipts: Array<{ DeliveredTimestamp?: string; ReadTimestamp?: string }>) =>
    readReceipt({ MessageMetadata: { MessageId: 'i1', Receipts } })?.receipt;
  assert.equal(receipts({ DeliveredTimestamp: 't' }), 'delivered');
  assert.equal(receipts({ DeliveredTimestamp: 't' }, { DeliveredTimestamp: 't', ReadTimestamp: 't' }), 'read');
  assert.equal(receipts(), undefined);
});

test('an interactive message is its title and choices, and itself when it makes no sense', () => {
  const text = (Content: string) =>
    read({ ...base, Type: 'MESSAGE', ContentType: 'application/vnd.amazonaws.connect.message.interactive', Content })?.text;
  assert.equal(text('{"data":{"content":{"title":"Which?","elements":[{"title":"Red"},{"title":"Blue"},null]}}}'), 'Which?\nRed\nBlue');
  for (const odd of ['{', '{}', 'null', '7', '{"data":7}', '{"data":{"content":{"title":7,"elements":"x"}}}']) assert.equal(text(odd), odd);
});

test('what has no id, no time or no meaning is nothing', () => {
  assert.equal(read({}), undefined);
  assert.equal(read({ ...base }), undefined);
  assert.equal(read({ ...base, Type: 'OF_THE_FUTURE' }), undefined);
});
