// What a page says, in the language of its reader: texts of a catalogue, and times.

/** The languages that every text exists in. */
export const languages = ['en', 'de'] as const;

export type Language = (typeof languages)[number];

/** Every text of a page in every language. {braces} are filled in. */
export type Catalogue<Key extends string> = Readonly<Record<Language, Readonly<Record<Key, string>>>>;

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

// Limits of files are given in powers of two.
const KILO = 1024;

export class Speech<Key extends string> {
  readonly language: Language;
  readonly #texts: Readonly<Record<Key, string>>;
  readonly #locale: string;
  readonly #time: Intl.DateTimeFormat;
  readonly #clock: Intl.DateTimeFormat;
  readonly #day: Intl.DateTimeFormat;

  /** Times are written as in the country of the first wanted language that fits. */
  constructor(catalogue: Catalogue<Key>, language: Language, wanted: readonly string[] = []) {
    this.language = language;
    this.#texts = catalogue[language];
    const locale = wanted.find((tag) => primary(tag) === language) ?? language;
    this.#locale = locale;
    this.#time = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
    this.#clock = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
    this.#day = new Intl.DateTimeFormat(locale, { dateStyle: 'short' });
  }

  /** The text of a key, with {braces} filled in; names without a value stay. */
  say(key: Key, values: Readonly<Record<string, string>> = {}): string {
    return this.#texts[key].replace(/\{(\w+)\}/g, (all, name: string) => values[name] ?? all);
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

  /** How large a file is, in the unit that fits. */
  size(bytes: number): string {
    const [unit, count] = bytes < KILO ? (['byte', bytes] as const) : bytes < KILO * KILO ? (['kilobyte', bytes / KILO] as const) : (['megabyte', bytes / (KILO * KILO)] as const);
    const unitDisplay = unit === 'byte' ? 'long' : 'short';
    return new Intl.NumberFormat(this.#locale, { style: 'unit', unit, unitDisplay, maximumFractionDigits: 1 }).format(count);
  }
}
