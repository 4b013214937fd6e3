// The dialog in which one chooses an agent or a queue: a field to search in, and a
// list that arrows move through while one types.

import type { Endpoint } from '../agent/wire.ts';
import { button, element } from '../chat/element.ts';
import { show } from './dialog.ts';
import { rove } from './roving.ts';
import { nameOf, search } from './search.ts';
import type { Texts } from './texts.ts';

export interface Quest {
  readonly title: string;
  /** What the button says. */
  readonly action: string;
  /** What is said when it fails. */
  failed(to: string): string;
  list(): Promise<readonly Endpoint[]>;
  choose(endpoint: Endpoint): Promise<void>;
}

let made = 0; // dialogs, each with ids of its own

export class Places {
  readonly #texts: Texts;
  readonly #quest: Quest;
  readonly #id = `places-${++made}`;
  readonly #field: HTMLInputElement;
  readonly #list: HTMLElement;
  readonly #note = element('p', { class: 'faint', attributes: { role: 'status' } });
  readonly #problem = element('p', { class: 'problem', attributes: { role: 'alert' } });
  readonly #go: HTMLButtonElement;
  readonly #dialog: HTMLDialogElement;
  #all: readonly Endpoint[] | undefined;
  #found: Endpoint[] = [];
  #at = 0;
  #soon = false; // Enter was pressed before there was a list

  constructor(texts: Texts, quest: Quest) {
    this.#texts = texts;
    this.#quest = quest;
    this.#field = element('input', {
      attributes: {
        type: 'text', role: 'combobox', autocomplete: 'off', 'aria-expanded': 'true', 'aria-autocomplete': 'list',
        'aria-controls': this.#id, 'aria-label': texts.say('find'), placeholder: texts.say('find'),
      },
    });
    this.#list = element('ul', { class: 'places', attributes: { id: this.#id, role: 'listbox', 'aria-label': texts.say('places') } });
    this.#go = button(quest.action, () => void this.#choose());
    this.#field.addEventListener('input', () => {
      this.#soon = false;
      this.#search();
    });
    this.#field.addEventListener('keydown', (event) => this.#key(event));
    this.#dialog = show(
      quest.title,
      this.#field,
      this.#list,
      this.#note,
      this.#problem,
      element('div', { class: 'buttons' }, button(texts.say('cancel'), () => this.#dialog.close(), { class: 'quiet' }), this.#go),
    );
    this.#dialog.classList.add('wide');
    this.#field.focus();
    void this.#load();
  }

  async #load(): Promise<void> {
    this.#note.textContent = this.#texts.say('placesLoading');
    this.#go.disabled = true;
    try {
      this.#all = await this.#quest.list();
    } catch {
      this.#note.textContent = '';
      this.#problem.textContent = this.#texts.say('placesFailed');
      return;
    }
    this.#search();
    // What nobody has seen is chosen only where there was no choice.
    if (this.#soon && this.#found.length === 1) void this.#choose();
    this.#soon = false;
  }

  #search(): void {
    if (!this.#all) return;
    this.#found = search(this.#all, this.#field.value);
    this.#at = 0;
    this.#note.textContent = this.#found.length === 0 ? this.#texts.say('placesNone') : '';
    this.#list.hidden = this.#found.length === 0;
    this.#go.disabled = this.#found.length === 0;
    this.#list.replaceChildren(...this.#found.map((endpoint, i) => this.#option(endpoint, i)));
    this.#mark();
  }

  #option(endpoint: Endpoint, i: number): HTMLElement {
    const option = element(
      'li',
      { attributes: { role: 'option', id: `${this.#id}-${i}` } },
      element('span', {}, nameOf(endpoint)),
      ' ',
      element('span', { class: 'faint' }, this.#texts.say(endpoint.type === 'agent' ? 'placeAgent' : 'placeQueue')),
    );
    option.addEventListener('click', () => {
      this.#at = i;
      this.#mark();
      this.#field.focus();
    });
    return option;
  }

  #mark(): void {
    const options = [...this.#list.children];
    options.forEach((option, i) => (option.ariaSelected = String(i === this.#at)));
    const chosen = options[this.#at];
    chosen?.scrollIntoView({ block: 'nearest' });
    this.#field.setAttribute('aria-activedescendant', chosen?.id ?? '');
  }

  #key(event: KeyboardEvent): void {
    if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault();
      this.#soon = this.#all === undefined && this.#field.value.trim() !== '';
      void this.#choose();
      return;
    }
    // The other keys move within the text.
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    this.#at = rove(event.key, this.#at, this.#found.length) ?? 0;
    this.#mark();
  }

  async #choose(): Promise<void> {
    const endpoint = this.#found[this.#at];
    if (!endpoint || this.#go.disabled) return;
    this.#go.disabled = true;
    this.#problem.textContent = '';
    try {
      await this.#quest.choose(endpoint);
      this.#dialog.close();
    } catch {
      this.#problem.textContent = this.#quest.failed(nameOf(endpoint));
      this.#go.disabled = false;
    }
  }
}
