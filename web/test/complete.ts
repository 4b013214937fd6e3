import assert from 'node:assert/strict';

import { languages, type Catalogue } from '../src/chat/speech.ts';

/** Fails for a text that a language lacks, has left empty or gives other gaps to. */
export function wantComplete<Key extends string>(catalogue: Catalogue<Key>): void {
  const gaps = (text: string) => [...text.matchAll(/\{\w+\}/g)].sort().join();
  const keys = Object.keys(catalogue.en) as Key[];
  for (const language of languages) {
    assert.deepEqual(Object.keys(catalogue[language]).sort(), [...keys].sort(), language);
    for (const key of keys) {
      assert.ok(catalogue[language][key].trim(), `${language} ${key}`);
      assert.equal(gaps(catalogue[language][key]), gaps(catalogue.en[key]), `${language} ${key}`);
    }
  }
}
