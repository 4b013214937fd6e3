// The list of messages: it grows at both ends, keeps its place when the past is
// added above, and follows what is new while the reader is at the end.

import { button, element } from './element.ts';
import { drawFile, explain, type Unread } from './file-view.ts';
import type { HistoryState } from './history.ts';
import type { Attached, Item } from './item.ts';
import type { Speech } from './speech.ts';
import type { ChatKey } from './texts.ts';
import type { Entry } from './transcript.ts';

// How close to the end counts as there, in pixels.
const NEAR = 60;

export interface MessagesActions {
  earlier(): void;
  resend(token: string): void;
  /** Gives up a file that failed. */
  discard(token: string): void;
  /** Gets a file that somebody sent; fulfilled with why not. */
  open(file: Attached): Promise<Unread | undefined>;
}

type Seam = Entry & { readonly kind: 'seam' };
type Texts = Speech<ChatKey>;

/** How a page calls those who speak, and the seams between chats. */
export interface Wording {
  who(item: Item): string;
  seam(entry: Seam): string;
}

/** As the customer's page does. */
export const plainly = (texts: Texts): Wording => ({
  who: ({ speaker, name }) => (speaker === 'me' ? texts.say('you') : speaker === 'system' ? texts.say('system') : name),
  seam: ({ time }) => texts.say('seam', { time: texts.time(time) }),
});

export class Messages {
  readonly node: HTMLElement;
  readonly #texts: Texts;
  readonly #actions: MessagesActions;
  readonly #wording: Wording;
  readonly #list = element('ol', { class: 'messages' });
  readonly #top: HTMLElement;
  readonly #more: HTMLButtonElement;
  readonly #beginning: HTMLElement;
  readonly #shown = new Map<string, { look: string; node: HTMLElement }>();
  readonly #observer: IntersectionObserver;
  readonly #unread = new Map<string, Unread>(); // files that were not had, by item
  #history: HistoryState = 'unknown';
  #entries: readonly Entry[] = [];
  #lasts = false;
  #place = Infinity; // of the scroll bar; beyond the end while the reader is there

  constructor(texts: Texts, actions: MessagesActions, wording = plainly(texts)) {
    this.#texts = texts;
    this.#actions = actions;
    this.#wording = wording;
    this.#more = button(texts.say('earlier'), () => actions.earlier(), { class: 'quiet' });
    this.#beginning = element('p', { class: 'beginning' }, texts.say('beginning'));
    this.#top = element('div', { class: 'top' }, this.#more, this.#beginning);
    this.node = element(
      'section',
      { class: 'log', attributes: { tabindex: '0', role: 'log', 'aria-live': 'off', 'aria-label': texts.say('messages') } },
      this.#top,
      this.#list,
    );
    this.node.addEventListener('scroll', () => {
      const { scrollHeight, scrollTop, clientHeight } = this.node;
      if (clientHeight > 0) this.#place = scrollHeight - scrollTop - clientHeight < NEAR ? Infinity : scrollTop;
    });
    this.#observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting && this.#history === 'more') actions.earlier();
      },
      { root: this.node, rootMargin: '200px 0px 0px 0px' },
    );
  }

  /** The list is seen again, after it was out of the page. */
  appear(): void {
    this.node.scrollTop = Math.min(this.#place, this.node.scrollHeight);
  }

  /** Lasts says whether the chat does: files can be had, and sent again, as long as it does. */
  show(entries: readonly Entry[], history: HistoryState, lasts: boolean): void {
    const { node } = this;
    this.#entries = entries;
    this.#lasts = lasts;
    const atEnd = node.scrollHeight - node.scrollTop - node.clientHeight < NEAR;
    const anchor = this.#list.firstElementChild;
    const before = anchor?.getBoundingClientRect().top ?? 0;
    this.#showHistory(history);
    this.#fill(entries);
    if (atEnd) node.scrollTop = node.scrollHeight;
    else if (anchor?.isConnected) node.scrollTop += anchor.getBoundingClientRect().top - before;
    // Observed anew it is reported again, when a page did not fill the screen.
    this.#observer.unobserve(this.#top);
    if (history === 'more') this.#observer.observe(this.#top);
  }

  close(): void {
    this.#observer.disconnect();
  }

  #showHistory(history: HistoryState): void {
    this.#history = history;
    const hidden = history === 'unknown' || history === 'complete';
    // A button that goes, or cannot be pressed, takes the focus with it.
    if (hidden && this.#more === document.activeElement) this.node.focus();
    this.#more.hidden = hidden;
    this.#more.ariaDisabled = String(history === 'loading');
    this.#beginning.hidden = history !== 'complete';
    const text = { loading: 'earlierLoading', failed: 'earlierFailed' } as const;
    this.#more.textContent = this.#texts.say(history === 'loading' || history === 'failed' ? text[history] : 'earlier');
  }

  // Entries that look as before keep their elements: the reader's place, selection
  // and focus stay. Of others the focus goes over to what takes the button's place.
  #fill(entries: readonly Entry[]): void {
    const focused = entryOf(this.#shown, document.activeElement);
    this.#arrange(entries);
    if (focused !== undefined && !this.#list.contains(document.activeElement)) {
      (this.#shown.get(focused)?.node.querySelector('button') ?? this.node).focus();
    }
  }

  #arrange(entries: readonly Entry[]): void {
    let place: Element | null = this.#list.firstElementChild;
    const wanted = new Set<string>();
    for (const entry of entries) {
      wanted.add(entry.key);
      const look = this.#look(entry);
      let shown = this.#shown.get(entry.key);
      if (shown?.look !== look) {
        if (shown && shown.node === place) place = place.nextElementSibling;
        shown?.node.remove();
        shown = { look, node: this.#draw(entry) };
        this.#shown.set(entry.key, shown);
      }
      if (shown.node === place) place = place.nextElementSibling;
      else this.#list.insertBefore(shown.node, place);
    }
    for (const [key, { node }] of this.#shown) {
      if (wanted.has(key)) continue;
      node.remove();
      this.#shown.delete(key);
    }
  }

  // All that makes a difference to what is drawn.
  #look(entry: Entry): string {
    const file = entry.kind === 'item' ? entry.item.file : entry.kind === 'pending' && entry.file;
    return JSON.stringify([entry, file && this.#lasts, file && this.#unread.get(entry.key)]);
  }

  #draw(entry: Entry): HTMLElement {
    const texts = this.#texts;
    switch (entry.kind) {
      case 'seam':
        return element('li', { class: 'seam' }, element('span', {}, this.#wording.seam(entry)));
      case 'pending':
        return this.#drawPending(entry);
      case 'item':
        return this.#drawItem(entry.item, entry.delivery ? texts.say(entry.delivery) : '', entry.follows ?? false);
    }
  }

  #drawPending({ key, text, file, refusal, delivery }: Entry & { readonly kind: 'pending' }): HTMLElement {
    const texts = this.#texts;
    const actions: HTMLElement[] = [];
    const act = (name: 'retry' | 'discard', work: () => void) => actions.push(button(texts.say(name), work, { class: 'quiet' }));
    if (delivery === 'failed' && (!file || (refusal?.again && this.#lasts))) act('retry', () => this.#actions.resend(key));
    if (delivery === 'failed' && file) act('discard', () => this.#actions.discard(key));
    const state = refusal && delivery === 'failed' ? explain(refusal, texts) : texts.say(delivery);
    const said = file ? `${file.name} (${texts.size(file.size)})` : text;
    return element(
      'li',
      { class: `message me ${delivery}` },
      element('p', { class: 'text' }, said),
      element('p', { class: 'meta' }, element('span', file && refusal ? { attributes: { role: 'alert' } } : {}, state), ...actions.flatMap((a) => [' ', a])),
    );
  }

  async #open(key: string, file: Attached): Promise<void> {
    this.#tell(key, undefined);
    this.#tell(key, await this.#actions.open(file));
  }

  #tell(key: string, unread: Unread | undefined): void {
    if (this.#unread.get(key) === unread) return;
    if (unread) this.#unread.set(key, unread);
    else this.#unread.delete(key);
    this.show(this.#entries, this.#history, this.#lasts);
  }

  #drawItem(item: Item, delivery: string, follows: boolean): HTMLElement {
    const texts = this.#texts;
    const attributes = { 'data-id': item.id };
    if (item.notice) {
      return element('li', { class: 'notice', attributes }, describe(item, texts));
    }
    const time = element('time', { attributes: { datetime: item.time, title: texts.time(item.time) } }, texts.brief(item.time, new Date()));
    return element(
      'li',
      { class: `message ${item.speaker} ${item.role.toLowerCase()}${follows ? ' follows' : ''}${item.internal ? ' internal' : ''}`, attributes },
      element('p', { class: item.speaker === 'me' || follows ? 'unseen' : 'who' }, this.#wording.who(item)),
      ...this.#drawContent(item),
      element('p', { class: 'meta' }, time, delivery && ` · ${delivery}`, item.internal ? ` · ${texts.say('internal')}` : ''),
    );
  }

  #drawContent({ id, text, file }: Item): HTMLElement[] {
    if (!file) return [element('p', { class: 'text' }, text)];
    return drawFile(file, this.#texts, this.#lasts ? () => void this.#open(id, file) : undefined, this.#unread.get(id));
  }
}

/** The key of the entry that has an element within. */
function entryOf(shown: ReadonlyMap<string, { readonly node: HTMLElement }>, within: Element | null): string | undefined {
  return [...shown].find(([, { node }]) => node.contains(within))?.[0];
}

/** What nobody said, in words. */
function describe(item: Item, texts: Texts): string {
  return item.notice ? texts.say(item.notice, { name: item.name }) : item.text;
}

/** What somebody whose page calls him so said just now, in words to be read out. */
export function announce(item: Item, name: string, texts: Texts): string {
  if (item.file) return texts.say('fileSaid', { name, file: item.file.name });
  return item.notice || item.speaker === 'system' ? describe(item, texts) : `${name}: ${item.text}`;
}
