// The customer's page: start a chat, talk, leave, come back.

import { button, element } from '../chat/element.ts';
import { choose, languages, type Language } from '../chat/speech.ts';
import { ChatView } from './chat-view.ts';
import { DoorError, startChat } from './door.ts';
import { StartView } from './start-view.ts';
import { Texts } from './texts.ts';
import { Visits, type Shelf, type Visit } from './visits.ts';

const LANGUAGE = 'rejoin.language';

// Browsers that are told to keep nothing throw when asked for the storage itself.
function shelf(): Shelf {
  try {
    return window.localStorage;
  } catch {
    return { getItem: () => null, setItem: () => { throw new Error('there is no storage'); } };
  }
}

class Page {
  readonly #storage = shelf();
  readonly #visits = new Visits(this.#storage);
  readonly #app = document.querySelector('#app')!;
  #texts = new Texts(choose([this.#storage.getItem(LANGUAGE) ?? '', ...navigator.languages]), navigator.languages);
  #view: StartView | ChatView | undefined;
  #entering = false;

  /** Goes on with the chat that was open, or offers to start one. */
  begin(): void {
    const { open } = this.#visits;
    if (open) this.#chat(open);
    else this.#start();
  }

  #start(): StartView {
    const view = new StartView(
      this.#texts,
      {
        start: (name) => this.#enter(view, name),
        rejoin: (visit) => this.#enter(view, visit.name, visit),
        forget: (visit) => {
          this.#visits.forget(visit.contactId);
          view.list(this.#visits.ended);
          view.focus();
        },
      },
      this.#visits.ended[0]?.name ?? '',
    );
    view.list(this.#visits.ended);
    this.#show(view);
    return view;
  }

  #chat(visit: Visit): void {
    const view = new ChatView(this.#texts, visit, {
      ended: () => this.#visits.end(visit.contactId),
      rejoin: () => void this.#enter(view, visit.name, visit),
      back: () => this.#start(),
    });
    this.#show(view);
  }

  // Starts a chat from a view, which says why if there is none.
  async #enter(from: StartView | ChatView, name: string, past?: Visit): Promise<void> {
    if (this.#entering) return; // a button was pressed twice
    this.#entering = true;
    from.problem('');
    try {
      const visit = await startChat(name, past);
      this.#visits.begin(visit, past);
      this.#chat(visit);
    } catch (error) {
      if (!(error instanceof DoorError)) throw error;
      from.problem(this.#texts.say(error.text));
    } finally {
      this.#entering = false;
    }
  }

  #show(view: StartView | ChatView): void {
    if (this.#view instanceof ChatView) this.#view.close();
    this.#view = view;
    document.documentElement.lang = this.#texts.language;
    document.title = this.#texts.say('title');
    this.#app.replaceChildren(...(view instanceof StartView ? [this.#languages()] : []), view.node);
    view.focus();
  }

  #languages(): HTMLElement {
    const others = languages.filter((l) => l !== this.#texts.language);
    return element('nav', { class: 'languages' }, ...others.map((l) => this.#language(l)));
  }

  #language(language: Language): HTMLElement {
    const texts = new Texts(language, navigator.languages);
    const choice = button(texts.say('language'), () => {
      this.#texts = texts;
      try {
        this.#storage.setItem(LANGUAGE, language);
      } catch {
        // it lasts as long as the page
      }
      this.#start();
    }, { class: 'quiet', attributes: { lang: language } });
    return choice;
  }
}

new Page().begin();
