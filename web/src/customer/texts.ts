// Every text of the page, in every language. {braces} are filled in.

const en = {
  language: 'English',
  title: 'Chat with us',
  nameLabel: 'Your name',
  start: 'Start chat',
  starting: 'Starting…',
  pastTitle: 'Your earlier chats in this browser',
  pastNone: 'Chats that you have ended appear here, and you can go on with them.',
  pastLine: '{name}, {time}',
  rejoin: 'Go on with this chat',
  rejoinNamed: 'Go on with the chat of {time}',
  forget: 'Remove from the list',
  forgetNamed: 'Remove the chat of {time} from the list',
  chatTitle: 'Chat as {name}',
  messages: 'Messages',
  earlier: 'Load earlier messages',
  earlierLoading: 'Loading earlier messages…',
  earlierFailed: 'Earlier messages could not be loaded. Try again',
  beginning: 'This is the beginning of the conversation.',
  seam: 'Chat of {time}',
  writeLabel: 'Your message',
  send: 'Send',
  leave: 'Leave chat',
  leaving: 'Leaving…',
  leaveFailed: 'You could not leave the chat. Please try again.',
  back: 'Back to the start',
  retry: 'Try again',
  you: 'You',
  system: 'Automatic message',
  joined: '{name} has joined the chat.',
  left: '{name} has left the chat.',
  transferred: 'The chat was passed on to somebody else.',
  transferFailed: 'The chat could not be passed on.',
  chatEnded: 'The chat has ended.',
  attachment: 'File: {name}',
  typing: '{name} is typing…',
  sending: 'Sending…',
  sent: 'Sent',
  delivered: 'Delivered',
  read: 'Read',
  failed: 'Not sent.',
  stateConnecting: 'Connecting…',
  stateConnected: 'Connected',
  stateReconnecting: 'The connection was lost. Reconnecting…',
  stateBroken: 'There is no connection.',
  stateEnded: 'This chat has ended.',
  errorNetwork: 'The server cannot be reached. Check your connection and try again.',
  errorBusy: 'There are too many new chats just now. Please try again in a minute.',
  errorStillOpen: 'This chat has not ended yet: it is open in another window or being closed. Please try again in a moment.',
  errorGone: 'This chat is no longer kept, or no chats can be started here at the moment.',
  errorBadTicket: 'This chat cannot be continued from this browser.',
  errorName: 'Please enter a name of at most 256 characters.',
  errorFailed: 'The chat could not be started. Please try again later.',
};

export type TextKey = keyof typeof en;

const de: Record<TextKey, string> = {
  language: 'Deutsch',
  title: 'Chatten Sie mit uns',
  nameLabel: 'Ihr Name',
  start: 'Chat beginnen',
  starting: 'Beginnt…',
  pastTitle: 'Ihre früheren Chats in diesem Browser',
  pastNone: 'Hier erscheinen Chats, die Sie beendet haben. Sie können sie fortsetzen.',
  pastLine: '{name}, {time}',
  rejoin: 'Diesen Chat fortsetzen',
  rejoinNamed: 'Den Chat vom {time} fortsetzen',
  forget: 'Aus der Liste entfernen',
  forgetNamed: 'Den Chat vom {time} aus der Liste entfernen',
  chatTitle: 'Chat als {name}',
  messages: 'Nachrichten',
  earlier: 'Frühere Nachrichten laden',
  earlierLoading: 'Frühere Nachrichten werden geladen…',
  earlierFailed: 'Frühere Nachrichten konnten nicht geladen werden. Noch einmal versuchen',
  beginning: 'Hier beginnt das Gespräch.',
  seam: 'Chat vom {time}',
  writeLabel: 'Ihre Nachricht',
  send: 'Senden',
  leave: 'Chat verlassen',
  leaving: 'Wird verlassen…',
  leaveFailed: 'Sie konnten den Chat nicht verlassen. Bitte versuchen Sie es noch einmal.',
  back: 'Zurück zum Anfang',
  retry: 'Noch einmal versuchen',
  you: 'Sie',
  system: 'Automatische Nachricht',
  joined: '{name} ist jetzt im Chat.',
  left: '{name} hat den Chat verlassen.',
  transferred: 'Der Chat wurde an jemand anderen weitergegeben.',
  transferFailed: 'Der Chat konnte nicht weitergegeben werden.',
  chatEnded: 'Der Chat ist beendet.',
  attachment: 'Datei: {name}',
  typing: '{name} schreibt…',
  sending: 'Wird gesendet…',
  sent: 'Gesendet',
  delivered: 'Zugestellt',
  read: 'Gelesen',
  failed: 'Nicht gesendet.',
  stateConnecting: 'Verbindung wird aufgebaut…',
  stateConnected: 'Verbunden',
  stateReconnecting: 'Die Verbindung ist abgebrochen. Sie wird wiederhergestellt…',
  stateBroken: 'Es besteht keine Verbindung.',
  stateEnded: 'Dieser Chat ist beendet.',
  errorNetwork: 'Der Server ist nicht erreichbar. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.',
  errorBusy: 'Gerade beginnen zu viele Chats. Bitte versuchen Sie es in einer Minute noch einmal.',
  errorStillOpen: 'Dieser Chat ist noch nicht beendet: Er ist in einem anderen Fenster offen oder wird gerade geschlossen. Bitte versuchen Sie es gleich noch einmal.',
  errorGone: 'Dieser Chat ist nicht mehr vorhanden, oder hier können zurzeit keine Chats beginnen.',
  errorBadTicket: 'Dieser Chat kann von diesem Browser aus nicht fortgesetzt werden.',
  errorName: 'Bitte geben Sie einen Namen mit höchstens 256 Zeichen ein.',
  errorFailed: 'Der Chat konnte nicht beginnen. Bitte versuchen Sie es später noch einmal.',
};

const catalogue = { en, de };

export type Language = keyof typeof catalogue;

export const languages = Object.keys(catalogue) as Language[];

function primary(tag: string): string | undefined {
  return tag.toLowerCase().split('-')[0];
}

/** The first of the wanted languages, such as "de-AT", that there are texts in. */
export function choose(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const language = languages.find((l) => l === primary(tag));
    if (language) return language;
  }
  return 'en';
}

export class Texts {
  readonly language: Language;
  readonly #time: Intl.DateTimeFormat;
  readonly #clock: Intl.DateTimeFormat;
  readonly #day: Intl.DateTimeFormat;

  /** Times are written as in the country of the first wanted language that fits. */
  constructor(language: Language, wanted: readonly string[] = []) {
    this.language = language;
    const locale = wanted.find((tag) => primary(tag) === language) ?? language;
    this.#time = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
    this.#clock = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
    this.#day = new Intl.DateTimeFormat(locale, { dateStyle: 'short' });
  }

  /** The text of a key, with {braces} filled in; names without a value stay. */
  say(key: TextKey, values: Readonly<Record<string, string>> = {}): string {
    return catalogue[this.language][key].replace(/\{(\w+)\}/g, (all, name: string) => values[name] ?? all);
  }

  /** Date and time of an instant in ISO form. */
  time(instant: string): string {
    return this.#time.format(new Date(instant));
  }

  /** The time of day, and the date where it is another than today's. */
  brief(instant: string, now: Date): string {
    const then = new Date(instant);
    return this.#day.format(then) === this.#day.format(now) ? this.#clock.format(then) : this.#time.format(then);
  }
}
