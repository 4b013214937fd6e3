// What is known of a customer and the contact.

import { element } from '../chat/element.ts';
import type { Case } from './cases.ts';
import type { Texts } from './texts.ts';

/** The attributes of a contact as a list, or nothing. */
export function attributesOf({ attributes }: Case): HTMLElement | undefined {
  if (attributes.length === 0) return undefined;
  return element('dl', { class: 'pairs' }, ...attributes.flatMap(([name, value]) => pair(name, value)));
}

const pair = (name: string, value: string): HTMLElement[] => [element('dt', {}, name), element('dd', {}, value)];

export class DetailsView {
  readonly node: HTMLElement;
  readonly #texts: Texts;
  #look = '';

  constructor(texts: Texts) {
    this.#texts = texts;
    this.node = element('aside', { class: 'details', attributes: { 'aria-label': texts.say('details') } });
  }

  show(of: Case): void {
    const look = JSON.stringify([of.customer, of.queue, of.attributes, of.others]);
    if (look === this.#look) return; // what is selected in it stays
    this.#look = look;
    const texts = this.#texts;
    const lines = [...pair(texts.say('customer'), of.customer || texts.say('anonymous'))];
    if (of.queue) lines.push(...pair(texts.say('queue'), of.queue));
    if (of.others.length > 0) lines.push(...pair(texts.say('people'), of.others.map(({ name }) => name).join(', ')));
    lines.push(...pair(texts.say('contact'), of.id));
    if (of.initialId && of.initialId !== of.id) lines.push(...pair(texts.say('firstContact'), of.initialId));
    this.node.replaceChildren(
      element('h3', {}, texts.say('details')),
      element('dl', { class: 'pairs' }, ...lines),
      element('h3', {}, texts.say('attributes')),
      attributesOf(of) ?? element('p', { class: 'faint' }, texts.say('attributesNone')),
    );
  }
}
