// The desk in a page: a door for who is not signed in, a workplace for who is.

import type { Agent } from '../agent/agent.ts';
import { choose, languages, type Language } from '../chat/speech.ts';
import { refused, signedOut, starting } from './door-view.ts';
import { Keepsakes } from './keepsakes.ts';
import type { Choice } from './menu.ts';
import { Texts } from './texts.ts';
import { Workplace } from './workplace.ts';

const LANGUAGE = 'rejoin.language';

/** Shows an agent in an element. */
export function mount(agent: Agent, at: Element): void {
  const desk = new Desk(agent, at);
  agent.on(() => desk.show());
  desk.show();
}

// A page within another one may be refused its storage.
function stored(): string {
  try {
    return localStorage.getItem(LANGUAGE) ?? '';
  } catch {
    return '';
  }
}

class Desk {
  readonly #agent: Agent;
  readonly #at: Element;
  #texts = new Texts(choose([stored(), ...navigator.languages]), navigator.languages);
  #work: Workplace | undefined;
  #shown = '';

  constructor(agent: Agent, at: Element) {
    this.#agent = agent;
    this.#at = at;
    // Whoever comes back from a window in which he signed in does not want to wait.
    window.addEventListener('focus', () => {
      if (agent.state === 'signed-out') agent.resume();
    });
  }

  show(): void {
    const { state, snapshot } = this.#agent;
    if (snapshot && (state === 'ready' || state === 'offline')) {
      if (this.#work) this.#work.update();
      else this.#open();
      return;
    }
    const door = state === 'signed-out' || state === 'refused' ? state : 'starting';
    if (door === this.#shown) return;
    this.#work?.close();
    this.#work = undefined;
    if (door !== 'starting') new Keepsakes().only(new Set()); // nothing is left for who comes next
    const texts = this.#texts;
    const views = {
      starting: () => starting(texts),
      'signed-out': () => signedOut(texts, window.parent !== window),
      refused: () => refused(texts, () => void this.#signOut()),
    };
    this.#put(door, views[door]());
    document.title = texts.say('title');
  }

  #open(): void {
    this.#work = new Workplace(this.#texts, this.#agent, () => this.#choices());
    this.#put('work', this.#work.node);
    this.#work.focus();
  }

  #put(shown: string, node: HTMLElement): void {
    this.#shown = shown;
    document.documentElement.lang = this.#texts.language;
    this.#at.replaceChildren(node);
  }

  #choices(): Choice[] {
    const others = languages.filter((l) => l !== this.#texts.language);
    return [
      ...others.map((l) => ({ text: new Texts(l).say('language'), lang: l, choose: () => this.#speak(l) })),
      { text: this.#texts.say('signOut'), choose: () => void this.#signOut() },
    ];
  }

  #speak(language: Language): void {
    this.#texts = new Texts(language, navigator.languages);
    try {
      localStorage.setItem(LANGUAGE, language);
    } catch {
      // it lasts as long as the page
    }
    this.#work?.close();
    this.#work = undefined;
    this.#shown = '';
    this.show();
  }

  async #signOut(): Promise<void> {
    try {
      await this.#agent.signOut();
    } catch {
      this.#work?.problem(this.#texts.say('signOutFailed'));
    }
  }
}
