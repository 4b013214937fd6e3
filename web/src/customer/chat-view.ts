// The page during a chat, and after it until the customer goes back.

import { Announcer } from '../chat/announcer.ts';
import { takeDropped } from '../chat/attaching.ts';
import { Composer } from '../chat/composer.ts';
import { button, element } from '../chat/element.ts';
import type { Item } from '../chat/item.ts';
import { announce, Messages } from '../chat/messages.ts';
import { Conversation, type State } from './conversation.ts';
import { over } from './over.ts';
import type { TextKey, Texts } from './texts.ts';
import type { Visit } from './visits.ts';

export interface ChatActions {
  ended(): void;
  rejoin(): void;
  back(): void;
}

const states: Readonly<Record<State, TextKey>> = {
  connecting: 'stateConnecting',
  connected: 'stateConnected',
  reconnecting: 'stateReconnecting',
  broken: 'stateBroken',
  leaving: 'leaving',
  ended: 'stateEnded',
};

export class ChatView {
  readonly node: HTMLElement;
  readonly #texts: Texts;
  readonly #actions: ChatActions;
  readonly #conversation: Conversation;
  readonly #announcer = new Announcer();
  readonly #messages: Messages;
  readonly #composer: Composer;
  readonly #state = element('p', { class: 'state' });
  readonly #typing = element('p', { class: 'typing' });
  readonly #problem = element('p', { class: 'problem', attributes: { role: 'alert' } });
  readonly #retry: HTMLButtonElement;
  readonly #leave: HTMLButtonElement;
  #last: State | undefined;

  constructor(texts: Texts, visit: Visit, actions: ChatActions) {
    this.#texts = texts;
    this.#actions = actions;
    const conversation = new Conversation(visit, {
      changed: () => this.#show(),
      heard: (item) => this.#heard(item),
      ended: () => actions.ended(),
    });
    this.#conversation = conversation;
    this.#messages = new Messages(texts, {
      earlier: () => void conversation.earlier(),
      resend: (token) => void conversation.resend(token),
      discard: (token) => conversation.discard(token),
      open: (file) => conversation.open(file),
    });
    this.#composer = new Composer(texts, {
      send: (text) => void conversation.send(text),
      types: () => conversation.types(),
      attach: (files) => void conversation.sendFiles(files),
    });
    this.#retry = button(texts.say('retry'), () => {
      this.#composer.focus(); // the button goes
      void conversation.connect();
    });
    this.#leave = button(texts.say('leave'), () => void this.#leaves(), { class: 'quiet' });
    this.node = element(
      'main',
      { class: 'chat' },
      element(
        'header',
        {},
        element('h1', { attributes: { tabindex: '-1' } }, texts.say('chatTitle', { name: visit.name })),
        element('div', { class: 'line' }, this.#state, this.#retry, this.#leave),
      ),
      this.#messages.node,
      this.#typing,
      this.#problem,
      this.#composer.node,
      this.#announcer.node,
    );
    takeDropped(this.node, () => conversation.state !== 'ended', (files) => void conversation.sendFiles(files));
    this.#show();
    void conversation.connect();
  }

  focus(): void {
    this.#composer.focus();
  }

  problem(text: string): void {
    this.#problem.textContent = text;
  }

  close(): void {
    this.#conversation.close();
    this.#messages.close();
  }

  #show(): void {
    const { state, typing, transcript, history } = this.#conversation;
    this.#messages.show(transcript.entries(), history, state !== 'ended');
    this.#typing.textContent = typing ? this.#texts.say('typing', { name: typing }) : '';
    if (state === this.#last) return;
    this.#last = state;
    this.#showState(state);
  }

  #showState(state: State): void {
    const text = this.#texts.say(states[state]);
    this.node.dataset['state'] = state;
    this.#state.textContent = text;
    this.#announcer.say(text);
    this.#retry.hidden = state !== 'broken';
    this.#leave.hidden = state === 'ended';
    this.#leave.disabled = state !== 'connected';
    this.#composer.enable(state === 'connected' || state === 'leaving');
    if (state !== 'ended') return;
    const wasWriting = this.#composer.node.contains(document.activeElement) || document.activeElement === document.body;
    const buttons = over(this.#texts, this.#actions.rejoin, this.#actions.back);
    this.#composer.node.replaceWith(buttons);
    if (wasWriting) buttons.querySelector('button')?.focus();
  }

  #heard(item: Item): void {
    this.#announcer.say(announce(item, item.name, this.#texts));
  }

  async #leaves(): Promise<void> {
    this.problem('');
    if (!(await this.#conversation.leave())) this.problem(this.#texts.say('leaveFailed'));
  }
}
