import assert from 'node:assert/strict';
import { test } from 'node:test';

import { choose } from '../src/chat/speech.ts';
import { catalogue, Texts } from '../src/customer/texts.ts';
import { wantComplete } from './complete.ts';

test('the first language that there are texts in is chosen', () => {
  assert.equal(choose(['fr', 'de-AT', 'en']), 'de');
  assert.equal(choose(['', 'EN-gb']), 'en');
  assert.equal(choose(['ja']), 'en');
  assert.equal(choose([]), 'en');
});

test('times are those of the country, and say the day when it is another', () => {
  const [at, later] = ['2026-11-21T12:30:00.000Z', new Date('2026-11-25T12:30:00.000Z')];
  assert.match(new Texts('en', ['de', 'en-GB', 'en-US']).time(at), /^21 Nov 2026/);
  assert.match(new Texts('en', ['fr']).time(at), /^Nov 21, 2026/);
  const texts = new Texts('de');
  assert.equal(texts.brief(at, later), texts.time(at));
  assert.ok(!texts.brief(at, new Date(at)).includes('2026'));
});

test('sizes are in the unit that fits, as written in the country', () => {
  const sizes = [1, 1023, 2048, 1.5 * 2 ** 20, 20 * 2 ** 20];
  assert.deepEqual(sizes.map((n) => new Texts('en').size(n)), ['1 byte', '1,023 bytes', '2 kB', '1.5 MB', '20 MB']);
  assert.equal(new Texts('de').size(1.5 * 2 ** 20).replace('\u00a0', ' '), '1,5 MB');
});

test('texts are filled in as they are', () => {
  assert.equal(new Texts('en').say('joined', { name: '{name} $& <b>' }), '{name} $& <b> has joined the chat.');
  assert.equal(new Texts('de').say('joined'), '{name} ist jetzt im Chat.');
});

test('every text exists in every language, with the same gaps', () => wantComplete(catalogue));
