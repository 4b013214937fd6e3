import { attachButton, takePasted } from './attaching.ts';
import { element } from './element.ts';
import type { Speech } from './speech.ts';
import type { ChatKey } from './texts.ts';

export interface ComposerActions {
  send(text: string): void;
  types(): void;
  attach(files: readonly File[]): void;
}

let made = 0; // fields, each with an id of its own

/**
 * The field to write in. Enter sends; Shift and Enter begin a new line. While nothing can
 * be sent, Enter has what is written wait in the field, until that is possible or the
 * text is changed; the button says so.
 */
export class Composer {
  readonly node: HTMLFormElement;
  readonly #field: HTMLTextAreaElement;
  readonly #send: HTMLButtonElement;
  readonly #texts: Speech<ChatKey>;
  #waiting = false;

  constructor(texts: Speech<ChatKey>, actions: ComposerActions) {
    const id = `message-${++made}`;
    this.#texts = texts;
    this.#field = element('textarea', {
      attributes: { id, rows: '2', maxlength: '4000', enterkeyhint: 'send', autocomplete: 'off' },
    });
    this.#send = element('button', { attributes: { type: 'submit' } }, texts.say('send'));
    this.node = element(
      'form',
      { class: 'composer' },
      element('label', { class: 'unseen', attributes: { for: id } }, texts.say('writeLabel')),
      attachButton(texts, actions.attach),
      this.#field,
      this.#send,
    );
    takePasted(this.#field, actions.attach);
    this.#field.placeholder = texts.say('writeLabel');
    this.#field.addEventListener('input', () => {
      this.#wait(false);
      actions.types();
    });
    this.#field.addEventListener('keydown', (event) => {
      // An Enter that ends the input of a character is not meant for us.
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.node.requestSubmit();
    });
    this.node.addEventListener('submit', (event) => {
      event.preventDefault();
      const text = this.#field.value.trim();
      this.#wait(text !== '' && this.#send.disabled);
      if (!text || this.#waiting) return;
      this.#field.value = '';
      actions.send(text);
    });
  }

  enable(enabled: boolean): void {
    this.#send.disabled = !enabled;
    if (enabled && this.#waiting) this.node.requestSubmit();
  }

  #wait(waiting: boolean): void {
    this.#waiting = waiting;
    this.#send.textContent = this.#texts.say(waiting ? 'waiting' : 'send');
  }

  focus(): void {
    this.#field.focus();
  }
}
