// The desk of an agent who is signed in: his status, his chats side by side, and the
// one that he is looking at.

import type { Agent } from '../agent/agent.ts';
import type { Status } from '../agent/wire.ts';
import { Announcer } from '../chat/announcer.ts';
import { element } from '../chat/element.ts';
import type { Item } from '../chat/item.ts';
import { announce } from '../chat/messages.ts';
import type { AgentChat } from './agent-chat.ts';
import { CallStrip } from './call-strip.ts';
import type { Case, Phase } from './cases.ts';
import { ChatPanel } from './chat-panel.ts';
import { ChatTabs } from './chat-tabs.ts';
import { Chats } from './chats.ts';
import { ask, help } from './dialog.ts';
import type { Choice } from './menu.ts';
import { Places } from './places.ts';
import { Readings } from './readings.ts';
import { nameOf } from './search.ts';
import { keys, shortcutOf, type Shortcut } from './shortcuts.ts';
import { StatusBar } from './status-bar.ts';
import type { Texts } from './texts.ts';
import { titleOf } from './title.ts';

export class Workplace {
  readonly node: HTMLElement;
  readonly #texts: Texts;
  readonly #agent: Agent;
  readonly #chats: Chats;
  readonly #bar: StatusBar;
  readonly #tabs: ChatTabs;
  readonly #call: CallStrip;
  readonly #panels = new Map<string, ChatPanel>();
  readonly #empty = element('div', { class: 'empty' }, element('p', { class: 'kind' }), element('p', { class: 'faint' }));
  readonly #place = element('div', { class: 'place' }, this.#empty);
  readonly #banner = element('p', { class: 'banner', attributes: { role: 'status' } });
  readonly #problem = element('p', { class: 'problem', attributes: { role: 'alert' } });
  readonly #polite = new Announcer();
  readonly #urgent = new Announcer(true);
  readonly #stop: Array<() => void> = [];
  #chosen: string | undefined;
  #beat = 0;
  #seen = false; // the desk is before somebody's eyes, or within a page that hides it
  #pushed = false; // there was a connection, which can be lost

  constructor(texts: Texts, agent: Agent, more: () => readonly Choice[]) {
    this.#texts = texts;
    this.#agent = agent;
    this.#bar = new StatusBar(
      texts,
      agent,
      () => [{ text: texts.say('help'), choose: () => help(texts) }, ...more()],
      (status) => void this.#setStatus(status),
    );
    this.#call = new CallStrip(texts, { show: (id) => this.#view(id), accept: () => void this.#answer('accept') });
    this.#tabs = new ChatTabs(texts, (id) => this.#view(id));
    this.#chats = new Chats(agent, {
      changed: () => this.#draw(),
      heard: (chat, item) => this.#heard(chat, item),
      turned: (to, before) => this.#turned(to, before),
      gone: (of) => this.#gone(of),
      read: (contact, item) => readings.read(contact, item),
    });
    const readings = new Readings((contact, item) => this.#chats.all.get(contact)?.readElsewhere(item));
    this.node = element(
      'div',
      { class: 'work' },
      this.#bar.node,
      this.#banner,
      this.#problem,
      this.#call.node,
      element('main', {}, element('h1', { class: 'unseen' }, texts.say('title')), this.#tabs.node, this.#place),
      this.#polite.node,
      this.#urgent.node,
    );
    const eyes = new IntersectionObserver((looks) => this.#sight(looks.at(-1)?.isIntersecting ?? false));
    eyes.observe(this.#place);
    const clock = window.setInterval(() => this.#tick(), 1000);
    const key = (event: KeyboardEvent) => this.#key(event);
    document.addEventListener('keydown', key);
    this.#stop.push(
      () => eyes.disconnect(),
      () => readings.close(),
      () => window.clearInterval(clock),
      () => document.removeEventListener('keydown', key),
      agent.push.onConnectionGain(() => this.#draw()),
      agent.push.onConnectionLost(() => this.#draw()),
      agent.onView((id) => this.#chats.all.has(id) && this.#choose(id, false)),
    );
    this.update();
  }

  /** Takes what is new of the agent. */
  update(): void {
    this.#chats.update();
    this.#draw();
    this.#tick();
  }

  problem(text: string): void {
    this.#problem.textContent = text;
  }

  focus(): void {
    this.#bar.focus();
  }

  close(): void {
    for (const stop of this.#stop) stop();
    for (const panel of this.#panels.values()) panel.close();
    this.#chats.close();
  }

  #draw(): void {
    const { all } = this.#chats;
    if (this.#chosen === undefined || !all.has(this.#chosen)) this.#choose(all.keys().next().value, false);
    this.#bar.show();
    this.#tabs.show(all, this.#chosen);
    const chosen = this.#chosen === undefined ? undefined : all.get(this.#chosen);
    if (chosen) this.#panel(chosen.case.id, chosen).show(); // the others when they are looked at
    this.#call.show([...all.values()].map((chat) => chat.case).find((of) => of.phase === 'offered' && of.id !== this.#chosen));
    this.#showBanner();
    this.#showEmpty();
  }

  #panel(id: string, chat: AgentChat): ChatPanel {
    let panel = this.#panels.get(id);
    if (panel) return panel;
    const agent = this.#agent;
    const name = chat.case.customer || this.#texts.say('anonymous');
    panel = new ChatPanel(this.#texts, chat, {
      accept: () => agent.accept(id),
      reject: () => agent.reject(id),
      clear: () => agent.clear(id),
      end: () => agent.destroyConnection(id, chat.case.participant),
      askEnd: (then) => this.#askEnd(name, chat.case.others.length > 0, then),
      remove: ({ id: other }) => agent.destroyConnection(id, other),
      askRemove: (person, then) => this.#askRemove(person.name || this.#texts.say('placeAgent'), then),
      transfer: () => this.#seek('transfer', id, name),
      add: () => this.#seek('add', id, name),
    });
    this.#panels.set(id, panel);
    panel.tick(agent.now);
    return panel;
  }

  // With colleagues in it a chat goes on without the agent.
  #askEnd(name: string, goesOn: boolean, then: () => void): void {
    const texts = this.#texts;
    if (goesOn) ask(texts, texts.say('leaveAsk', { name }), texts.say('leaveMeans'), texts.say('leave'), then);
    else ask(texts, texts.say('endAsk', { name }), texts.say('endMeans'), texts.say('end'), then);
  }

  #askRemove(name: string, then: () => void): void {
    const texts = this.#texts;
    ask(texts, texts.say('removeAsk', { name }), texts.say('removeMeans'), texts.say('remove'), then);
  }

  #seek(what: 'transfer' | 'add', contact: string, name: string): void {
    const texts = this.#texts;
    const agent = this.#agent;
    const done = what === 'transfer' ? 'transferDone' : 'addDone';
    const refused = what === 'transfer' ? 'transferRefused' : 'addRefused';
    new Places(texts, {
      title: texts.say(what === 'transfer' ? 'transferTitle' : 'addTitle', { name }),
      action: texts.say(what),
      failed: (to) => texts.say(refused, { to }),
      list: () => agent.endpoints(),
      choose: async (endpoint) => {
        await (what === 'transfer' ? agent.transfer(contact, endpoint) : agent.addParticipant(contact, endpoint));
        this.#polite.say(texts.say(done, { name, to: nameOf(endpoint) }));
      },
    });
  }

  #sight(seen: boolean): void {
    this.#seen = seen;
    if (seen) this.#chats.wake();
    this.#look();
  }

  #look(): void {
    for (const [id, chat] of this.#chats.all) chat.show(this.#seen && id === this.#chosen);
  }

  #choose(id: string | undefined, focus: boolean): void {
    if (id !== this.#chosen) {
      this.#chosen = id;
      this.#look();
      const chat = id === undefined ? undefined : this.#chats.all.get(id);
      const panel = chat && this.#panel(chat.case.id, chat);
      this.#place.replaceChildren(panel?.node ?? this.#empty);
      this.#draw();
      panel?.appear();
    }
    if (focus && id !== undefined) this.#panels.get(id)?.focus();
  }

  #turned(to: Case, before: Phase | undefined): void {
    const texts = this.#texts;
    const name = to.customer || texts.say('anonymous');
    if (to.phase === 'offered') this.#urgent.say(texts.say('offerSaid', { name, keys: keys('accept') }));
    if (before === undefined) return;
    if (to.phase === 'talking') this.#polite.say(texts.say('accepted', { name }));
    if (to.phase === 'after') this.#polite.say(texts.say('afterSaid', { name }));
    if (to.phase === 'failed' && to.failure === 'missed') this.#polite.say(texts.say('missed'));
  }

  #gone({ id }: Case): void {
    const panel = this.#panels.get(id);
    const focused = panel?.node.contains(document.activeElement) || document.activeElement === document.body;
    panel?.close();
    this.#panels.delete(id);
    if (this.#chosen !== id) return;
    const next = this.#chats.all.keys().next().value;
    this.#choose(next, focused);
    if (next === undefined && focused) this.focus();
  }

  #heard(chat: AgentChat, item: Item): void {
    const texts = this.#texts;
    const name = item.name || texts.say('anonymous');
    if (chat.case.id !== this.#chosen) {
      if (!item.notice) this.#polite.say(texts.say('newMessage', { name }));
      return;
    }
    this.#polite.say(announce(item, name, texts));
  }

  async #setStatus(status: Status): Promise<void> {
    this.#problem.textContent = '';
    try {
      await this.#agent.setState(status);
    } catch {
      this.#problem.textContent = this.#texts.say('statusFailed');
    }
  }

  #showBanner(): void {
    const { state, push } = this.#agent;
    this.#pushed ||= push.connected;
    const lost = state === 'offline' ? 'offline' : push.connected || !this.#pushed ? undefined : 'pushLost';
    const text = lost ? this.#texts.say(lost) : '';
    if (this.#banner.textContent === text) return;
    if (text === '') this.#polite.say(this.#texts.say('regained'));
    this.#banner.textContent = text;
  }

  #showEmpty(): void {
    const { snapshot } = this.#agent;
    if (!snapshot) return;
    const texts = this.#texts;
    const { type, name } = snapshot.state;
    const [first, second] = this.#empty.children;
    first!.textContent = texts.say('none');
    second!.textContent = type === 'routable' ? texts.say('noneRoutable') : texts.say('noneAway', { status: name });
  }

  #tick(): void {
    const { now } = this.#agent;
    this.#bar.tick(now);
    this.#tabs.tick(this.#chats.all, now);
    for (const panel of this.#panels.values()) panel.tick(now);
    const chats = [...this.#chats.all.values()];
    const offer = chats.find((chat) => chat.case.phase === 'offered')?.case.customer;
    const unread = chats.reduce((sum, chat) => sum + chat.unread, 0);
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    document.title = titleOf(this.#texts.say('title'), { offer: offer && `${this.#texts.say('offer')}: ${offer}`, unread }, this.#beat++, still);
  }

  #key(event: KeyboardEvent): void {
    const shortcut = shortcutOf(event);
    if (!shortcut) return;
    event.preventDefault();
    this.#do(shortcut);
  }

  #do(shortcut: Shortcut): void {
    const panel = this.#chosen === undefined ? undefined : this.#panels.get(this.#chosen);
    switch (shortcut) {
      case 'accept':
      case 'reject':
        return void this.#answer(shortcut);
      case 'status':
        return this.#bar.open();
      case 'next':
        return this.#step(1);
      case 'previous':
        return this.#step(-1);
      case 'write':
        return panel?.focus();
      case 'details':
        return panel?.toggleDetails();
      case 'help':
        return help(this.#texts);
      case 'clear':
        return void panel?.clear();
      case 'end':
      case 'transfer':
        return panel?.[shortcut]();
    }
  }

  // The offer that is shown, or else the oldest.
  async #answer(answer: 'accept' | 'reject'): Promise<void> {
    const offered = (id: string | undefined) => id !== undefined && this.#chats.all.get(id)?.case.phase === 'offered';
    const id = offered(this.#chosen) ? this.#chosen : [...this.#chats.all.keys()].find(offered);
    if (id === undefined) return;
    this.#choose(id, true);
    await this.#panels.get(id)?.[answer]();
  }

  #step(by: number): void {
    const ids = [...this.#chats.all.keys()];
    if (ids.length === 0) return;
    const at = ids.indexOf(this.#chosen ?? '');
    const id = ids[(at + by + ids.length) % ids.length];
    if (id !== undefined) this.#view(id);
  }

  // The agent looks at a chat, which the pages around this one hear, too.
  #view(id: string): void {
    this.#choose(id, true);
    this.#agent.view(id);
  }
}
