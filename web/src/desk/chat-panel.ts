// One chat on the desk, from the offer to what is left to do after it.

import { takeDropped } from '../chat/attaching.ts';
import { Composer } from '../chat/composer.ts';
import { button, element } from '../chat/element.ts';
import { Messages } from '../chat/messages.ts';
import type { AgentChat } from './agent-chat.ts';
import type { Person, Phase } from './cases.ts';
import { panelId, stateOf, tabId } from './chat-tabs.ts';
import { DetailsView } from './details-view.ts';
import { OfferView } from './offer-view.ts';
import { keys, type Shortcut } from './shortcuts.ts';
import type { TextKey, Texts } from './texts.ts';
import { wording } from './wording.ts';

export interface PanelActions {
  accept(): Promise<void>;
  reject(): Promise<void>;
  clear(): Promise<void>;
  end(): Promise<void>;
  /** Asks where to, and passes the chat on or asks somebody into it. */
  transfer(): void;
  add(): void;
  /** Asks whether to end the chat. */
  askEnd(then: () => void): void;
  /** Takes a colleague out of the chat. */
  remove(person: Person): Promise<void>;
  /** Asks whether to. */
  askRemove(person: Person, then: () => void): void;
}

export class ChatPanel {
  readonly node: HTMLElement;
  readonly #texts: Texts;
  readonly #chat: AgentChat;
  readonly #actions: PanelActions;
  readonly #offer: OfferView;
  readonly #messages: Messages;
  readonly #composer: Composer;
  readonly #details: DetailsView;
  readonly #title = element('h2', {});
  readonly #line = element('p', { class: 'faint' });
  readonly #typing = element('p', { class: 'typing' });
  readonly #note = element('p', { class: 'note' });
  readonly #problem = element('p', { class: 'problem', attributes: { role: 'alert' } });
  readonly #tools: Readonly<Record<'details' | 'add' | 'transfer' | 'end', HTMLButtonElement>>;
  readonly #clear: HTMLButtonElement;
  readonly #finish: HTMLElement;
  readonly #talk: HTMLElement;
  #phase: Phase | undefined;

  constructor(texts: Texts, chat: AgentChat, actions: PanelActions) {
    this.#texts = texts;
    this.#chat = chat;
    this.#actions = actions;
    const { talk } = chat;
    this.#offer = new OfferView(texts, chat.case, {
      accept: () => void this.accept(),
      reject: () => void this.#try(actions.reject, 'rejectFailed'),
    });
    this.#messages = new Messages(
      texts,
      {
        earlier: () => void talk.earlier(),
        resend: (token) => void talk.resend(token),
        discard: (token) => talk.discard(token),
        open: (file) => talk.open(file),
      },
      wording(texts),
    );
    this.#composer = new Composer(texts, {
      send: (text) => void talk.send(text),
      types: () => talk.types(),
      attach: (files) => void talk.sendFiles(files),
    });
    this.#details = new DetailsView(texts, (person) => {
      actions.askRemove(person, () => void this.#try(() => actions.remove(person), 'removeFailed'));
    });
    this.#details.node.id = `details-${chat.case.id}`;
    const tool = (text: TextKey, shortcut: Shortcut | undefined, click: () => void, look = 'quiet') =>
      button(texts.say(text), click, { class: look, attributes: shortcut ? { 'aria-keyshortcuts': keys(shortcut) } : {} });
    this.#tools = {
      details: tool('details', 'details', () => this.toggleDetails()),
      add: tool('addShort', undefined, () => actions.add()),
      transfer: tool('transfer', 'transfer', () => actions.transfer()),
      end: tool('end', 'end', () => this.end(), 'quiet danger'),
    };
    this.#tools.details.setAttribute('aria-controls', this.#details.node.id);
    this.#tools.details.ariaExpanded = 'false';
    this.#clear = tool('clear', 'clear', () => void this.clear(), '');
    this.#finish = element('div', { class: 'finish' }, this.#note, this.#clear);
    this.#talk = element(
      'div',
      { class: 'talk' },
      element(
        'header',
        {},
        element('div', { class: 'whom' }, this.#title, this.#line),
        element('div', { class: 'tools' }, this.#tools.details, this.#tools.add, this.#tools.transfer, this.#tools.end),
      ),
      this.#messages.node,
      this.#typing,
      this.#composer.node,
      this.#finish,
    );
    this.node = element(
      'section',
      { class: 'panel', attributes: { role: 'tabpanel', id: panelId(chat.case.id), 'aria-labelledby': tabId(chat.case.id) } },
      this.#offer.node,
      this.#talk,
      this.#details.node,
      this.#problem,
    );
    takeDropped(this.#talk, () => chat.case.phase === 'talking', (files) => void talk.sendFiles(files));
    this.show();
  }

  show(): void {
    const { case: of, talk, state } = this.#chat;
    const texts = this.#texts;
    this.node.dataset['phase'] = of.phase;
    this.#offer.node.hidden = of.phase !== 'offered';
    this.#talk.hidden = this.#details.node.hidden = of.phase === 'offered';
    this.#title.textContent = of.customer || texts.say('anonymous');
    this.#line.textContent = [of.queue, texts.say(stateOf(of))].filter((t) => t !== '').join(' · ');
    this.#messages.show(talk.transcript.entries(), talk.history, of.phase === 'talking');
    this.#messages.node.hidden = !this.#chat.readable;
    this.#typing.textContent = talk.typing ? texts.say('typing', { name: talk.typing }) : '';
    this.#composer.enable(state === 'open');
    this.#tools.add.hidden = !of.joinable || of.phase !== 'talking';
    this.#tools.transfer.hidden = this.#tools.end.hidden = of.phase !== 'talking';
    this.#tools.end.textContent = texts.say(of.others.length > 0 ? 'leave' : 'end');
    this.#details.show(of);
    this.#showEnd();
    this.#note.textContent = this.#noteText();
    this.#finish.hidden = this.#note.textContent === '';
    if (of.phase !== this.#phase) this.#turn(of.phase);
  }

  /** The panel came into view: it goes on where it was. */
  appear(): void {
    this.#messages.appear();
  }

  tick(now: number): void {
    if (this.#chat.case.phase === 'offered') this.#offer.tick(now);
  }

  /** Puts the focus where the next key is meant for. */
  focus(): void {
    const { phase } = this.#chat.case;
    if (phase === 'talking') this.#composer.focus();
    else if (phase === 'offered') this.#offer.node.querySelector<HTMLElement>('button:not(.quiet)')?.focus();
    else this.#clear.focus();
  }

  close(): void {
    this.#messages.close();
  }

  async accept(): Promise<void> {
    if (this.#chat.case.phase !== 'offered') return;
    await this.#try(this.#actions.accept, 'acceptFailed');
  }

  async reject(): Promise<void> {
    if (this.#chat.case.phase !== 'offered') return;
    await this.#try(this.#actions.reject, 'rejectFailed');
  }

  async clear(): Promise<void> {
    const { phase } = this.#chat.case;
    if (phase === 'after' || phase === 'failed') await this.#try(this.#actions.clear, 'clearFailed');
  }

  end(): void {
    if (this.#chat.case.phase !== 'talking') return;
    this.#actions.askEnd(() => void this.#try(() => this.#leave(), 'endFailed'));
  }

  // Who leaves tells no more, but what is under way arrives.
  async #leave(): Promise<void> {
    const { talk } = this.#chat;
    talk.quiet = true;
    try {
      await talk.told();
      await this.#actions.end();
    } catch (error) {
      talk.quiet = false;
      throw error;
    }
  }

  transfer(): void {
    if (this.#chat.case.phase === 'talking') this.#actions.transfer();
  }

  toggleDetails(): void {
    const open = this.node.classList.toggle('detailed');
    this.#tools.details.ariaExpanded = String(open);
  }

  // The field to write in is there while there is something to say.
  #showEnd(): void {
    this.#composer.node.hidden = this.#chat.case.phase !== 'talking';
    this.#clear.hidden = this.#chat.case.phase === 'talking';
  }

  #noteText(): string {
    const { case: of, state, readable } = this.#chat;
    const texts = this.#texts;
    if (of.phase === 'talking') return state === 'opening' ? texts.say('opening') : state === 'failing' ? texts.say('openFailed') : '';
    if (of.phase === 'failed') return texts.say(({ missed: 'missed', rejected: 'rejected', error: 'errored' } as const)[of.failure]);
    if (of.phase === 'after') return [texts.say('after'), ...(readable ? [] : [texts.say('unavailable')])].join(' ');
    return '';
  }

  // What had the focus is gone: it goes to what takes its place.
  #turn(to: Phase): void {
    const first = this.#phase === undefined;
    this.#phase = to;
    const { activeElement } = document;
    const lost = activeElement === document.body || activeElement === null || (this.node.contains(activeElement) && hidden(activeElement));
    if (!first && this.node.isConnected && lost) this.focus();
    if (!first) this.#problem.textContent = '';
  }

  async #try(work: () => Promise<void>, failure: TextKey): Promise<void> {
    this.#problem.textContent = '';
    this.#offer.busy(true);
    this.#clear.disabled = true;
    try {
      await work();
    } catch {
      this.#problem.textContent = this.#texts.say(failure);
    } finally {
      this.#offer.busy(false);
      this.#clear.disabled = false;
    }
  }
}

const hidden = (e: Element): boolean => e.closest('[hidden]') !== null;
