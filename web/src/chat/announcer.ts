import { element } from './element.ts';

/**
 * What a screen reader says by itself. The list of messages is not live: the past,
 * loaded on scroll, would be read out.
 */
export class Announcer {
  readonly node = element('div', { class: 'unseen', attributes: { role: 'status', 'aria-live': 'polite' } });

  say(text: string): void {
    // Each text is a node of its own, so that the same one twice is said twice.
    this.node.append(element('p', {}, text));
    while (this.node.childElementCount > 5) this.node.firstElementChild?.remove();
  }
}
