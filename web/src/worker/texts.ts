// Every text of the page, in every language.

const en = {
  title: 'Agent connection',
  about: 'This page connects an agent’s own page with Rejoin, by Amazon Connect Streams in a shared worker.',
  connecting: 'Connecting…',
  connected: 'Connected.',
  signedOut: 'You are not signed in.',
  signIn: 'Sign in',
  alone: 'It works within the frame that connect.core.initCCP makes, and shows nothing else on its own.',
  unsupported: 'This browser has no shared workers. Use the page at /ccp-v2/ instead.',
  failed: 'The server cannot be reached. Reload the page to try again.',
  license: 'Amazon Connect Streams is under the Apache License 2.0',
};

export type Text = keyof typeof en;

const de: Record<Text, string> = {
  title: 'Agentenverbindung',
  about: 'Diese Seite verbindet die Seite eines Agenten mit Rejoin, durch Amazon Connect Streams in einem Shared Worker.',
  connecting: 'Verbindet…',
  connected: 'Verbunden.',
  signedOut: 'Sie sind nicht angemeldet.',
  signIn: 'Anmelden',
  alone: 'Sie arbeitet in dem Rahmen, den connect.core.initCCP macht, und zeigt allein sonst nichts.',
  unsupported: 'Dieser Browser hat keine Shared Workers. Verwenden Sie statt dessen die Seite unter /ccp-v2/.',
  failed: 'Der Server ist nicht zu erreichen. Laden Sie die Seite neu, um es noch einmal zu versuchen.',
  license: 'Amazon Connect Streams steht unter der Apache License 2.0',
};

/** language is the first of the browser's that the page speaks. */
export function language(wanted: readonly string[]): 'de' | 'en' {
  for (const tag of wanted) {
    if (/^de\b/i.test(tag)) return 'de';
    if (/^en\b/i.test(tag)) return 'en';
  }
  return 'en';
}

export function texts(wanted: readonly string[]): Readonly<Record<Text, string>> {
  return language(wanted) === 'de' ? de : en;
}
