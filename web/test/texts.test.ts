import assert from 'node:assert/strict';
import { test } from 'node:test';

import { choose, languages, Texts, type TextKey } from '../src/customer/texts.ts';

test('the first language that there are texts in is chosen', () => {
  assert.equal(choose(['fr', 'de-AT', 'en']), 'de');
  assert.equal(choose(['', 'EN-gb']), 'en');
  assert.equal(choose(['ja']), 'en');
  assert.equal(choose([]), 'en');
});

test('texts are filled in as they are, and every language has the same gaps', () => {
  assert.equal(new Texts('en').say('joined', { name: '{name} $& <b>' }), '{name} $& <b> has joined the chat.');
  assert.equal(new Texts('de').say('joined'), '{name} ist jetzt im Chat.');
  const gaps = (text: string) => [...text.matchAll(/\{\w+\}/g)].join();
  const keys: TextKey[] = ['pastLine', 'rejoinNamed', 'forgetNamed', 'chatTitle', 'seam', 'joined', 'left', 'attachment', 'typing'];
  for (const language of languages) {
    for (const key of keys) assert.equal(gaps(new Texts(language).say(key)), gaps(new Texts('en').say(key)), `${language} ${key}`);
  }
});
