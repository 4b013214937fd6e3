import { button, element } from '../chat/element.ts';
import type { Texts } from './texts.ts';

/** What stands in place of the field when the chat is over. */
export function over(texts: Texts, rejoin: () => void, back: () => void): HTMLElement {
  return element(
    'div',
    { class: 'over' },
    button(texts.say('rejoin'), rejoin),
    button(texts.say('back'), back, { class: 'quiet' }),
  );
}
