import { element } from './element.ts';

/**
 * What a screen reader says by itself. The list of messages is not live: the past,
 * loaded on scroll, would be read out.
 */
export class Announcer {
  readonly node: HTMLElement;

  /** What is urgent interrupts what is being read. */
  constructor(urgent = false) {
    const attributes = urgent ? { role: 'alert', 'aria-live': 'assertive' } : { role: 'status', 'aria-live': 'polite' };
    this.node = element('div', { class: 'unseen', attributes });
  }

  say(text: string): void {
    // Each text is a node of its own, so that the same one twice is said twice.
    this.node.append(element('p', {}, text));
    while (this.node.childElementCount > 5) this.node.firstElementChild?.remove();
  }
}
