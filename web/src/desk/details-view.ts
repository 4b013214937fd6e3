// What is known of a customer and the contact.

import { button, element } from '../chat/element.ts';
import type { Case, Person } from './cases.ts';
import type { Texts } from './texts.ts';

/** The attributes of a contact as a list, or nothing. */
export function attributesOf({ attributes }: Case): HTMLElement | undefined {
  if (attributes.length === 0) return undefined;
  return element('dl', { class: 'pairs' }, ...attributes.flatMap(([name, value]) => pair(name, value)));
}

// What would fill its column line after line stands below its name.
const LONG = 24;

function pair(name: string, value: string): HTMLElement[] {
  const look = value.length > LONG ? { class: 'long' } : {};
  return [element('dt', look, name), element('dd', look, value)];
}

export class DetailsView {
  readonly node: HTMLElement;
  readonly #texts: Texts;
  readonly #remove: (person: Person) => void;
  #look = '';

  /** Remove is what the button beside a colleague does. */
  constructor(texts: Texts, remove: (person: Person) => void) {
    this.#texts = texts;
    this.#remove = remove;
    this.node = element('aside', { class: 'details', attributes: { 'aria-label': texts.say('details') } });
  }

  show(of: Case): void {
    const look = JSON.stringify([of.customer, of.queue, of.attributes, of.others, of.host]);
    if (look === this.#look) return; // what is selected in it stays
    this.#look = look;
    const texts = this.#texts;
    const lines = [...pair(texts.say('customer'), of.customer || texts.say('anonymous'))];
    if (of.queue) lines.push(...pair(texts.say('queue'), of.queue));
    lines.push(...pair(texts.say('contact'), of.id));
    if (of.initialId && of.initialId !== of.id) lines.push(...pair(texts.say('firstContact'), of.initialId));
    this.node.replaceChildren(
      element('h3', {}, texts.say('details')),
      element('dl', { class: 'pairs' }, ...lines),
      ...this.#people(of),
      element('h3', {}, texts.say('attributes')),
      attributesOf(of) ?? element('p', { class: 'faint' }, texts.say('attributesNone')),
    );
  }

  #people({ others, host }: Case): HTMLElement[] {
    if (others.length === 0) return [];
    const texts = this.#texts;
    const lines = others.map((person) => {
      const name = person.name || texts.say('placeAgent');
      const out = button(texts.say('remove'), () => this.#remove(person), { class: 'quiet', attributes: { 'aria-label': texts.say('removeNamed', { name }) } });
      const who = element('span', {}, name);
      if (person.invited) who.append(' ', element('span', { class: 'faint' }, texts.say('invitedShort')));
      return element('li', {}, who, ...(host ? [out] : []));
    });
    return [element('h3', {}, texts.say('people')), element('ul', { class: 'people' }, ...lines)];
  }
}
