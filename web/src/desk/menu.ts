// A button that opens a menu: arrows move in it, Escape and Tab close it.

import { element } from '../chat/element.ts';
import { rove } from './roving.ts';

export interface Choice {
  readonly text: string;
  /** Of the language of the text, where that is another than the page's. */
  readonly lang?: string;
  /** What goes before the text, for the eye. */
  readonly mark?: string;
  /** Set where one of several is chosen. */
  readonly checked?: boolean;
  choose(): void;
}

export class Menu {
  readonly node = element('div', { class: 'menu' });
  readonly button: HTMLButtonElement;
  readonly #choices: () => readonly Choice[];
  #list: HTMLElement | undefined;

  constructor(button: HTMLButtonElement, choices: () => readonly Choice[]) {
    this.button = button;
    this.#choices = choices;
    button.ariaHasPopup = 'menu';
    button.ariaExpanded = 'false';
    button.addEventListener('click', () => (this.#list ? this.close() : this.open()));
    button.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
      event.preventDefault();
      this.open();
    });
    // Not every browser gives the focus to a button that is pressed: the menu would
    // close under the finger.
    this.node.addEventListener('mousedown', (event) => {
      if (this.#list) event.preventDefault();
    });
    this.node.append(button);
  }

  open(): void {
    if (this.#list) return;
    const items = this.#choices().map((choice) => this.#item(choice));
    const list = element('div', { class: 'choices', attributes: { role: 'menu', 'aria-label': this.button.ariaLabel ?? '' } }, ...items);
    list.addEventListener('keydown', (event) => this.#key(event, items));
    list.addEventListener('focusout', ({ relatedTarget }) => {
      if (!list.contains(relatedTarget as Node | null) && relatedTarget !== this.button) this.close(false);
    });
    this.#list = list;
    this.node.append(list);
    this.button.ariaExpanded = 'true';
    (items.find((item) => item.ariaChecked === 'true') ?? items[0])?.focus();
  }

  close(back = true): void {
    const list = this.#list;
    if (!list) return;
    this.#list = undefined; // what follows is told that the focus is gone
    if (back) this.button.focus();
    list.remove();
    this.button.ariaExpanded = 'false';
  }

  #item(choice: Choice): HTMLElement {
    const role = choice.checked === undefined ? 'menuitem' : 'menuitemradio';
    const item = element(
      'button',
      {
        attributes: { type: 'button', role, tabindex: '-1', ...(choice.lang && { lang: choice.lang }) },
        click: () => {
          this.close();
          choice.choose();
        },
      },
      ...(choice.mark ? [element('span', { class: `dot ${choice.mark}`, attributes: { 'aria-hidden': 'true' } })] : []),
      choice.text,
    );
    if (choice.checked !== undefined) item.ariaChecked = String(choice.checked);
    return item;
  }

  #key(event: KeyboardEvent, items: HTMLElement[]): void {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      this.close();
      return;
    }
    if (event.key === 'Tab') {
      this.close();
      return; // it goes on from the button
    }
    const at = items.indexOf(document.activeElement as HTMLElement);
    let to = rove(event.key, at, items.length);
    if (to === undefined && event.key.length === 1 && !event.altKey && !event.ctrlKey && event.key !== ' ') {
      const begins = (item: HTMLElement) => item.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase());
      const after = items.findIndex((item, i) => i > at && begins(item));
      to = after >= 0 ? after : items.findIndex(begins);
    }
    if (to === undefined || to < 0) return;
    event.preventDefault();
    items[to]?.focus();
  }
}
