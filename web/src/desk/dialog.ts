// Questions and lists over the desk. The browser keeps the focus in them, closes them
// with Escape and gives the focus back to where it was.

import { button, element } from '../chat/element.ts';
import { keys, shortcuts, type Shortcut } from './shortcuts.ts';
import type { TextKey, Texts } from './texts.ts';

let made = 0; // dialogs, each with a title of its own id

/** Shows a dialog until it is closed, and then removes it. */
export function show(title: string, ...children: Node[]): HTMLDialogElement {
  const id = `dialog-${++made}`;
  const dialog = element('dialog', { attributes: { 'aria-labelledby': id } }, element('h2', { attributes: { id } }, title), ...children);
  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('keydown', (event) => event.stopPropagation()); // shortcuts are for the desk below
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Asks before something that cannot be taken back. */
export function ask(texts: Texts, title: string, means: string, yes: string, then: () => void): void {
  const dialog = show(
    title,
    element('p', {}, means),
    element(
      'div',
      { class: 'buttons' },
      button(texts.say('cancel'), () => dialog.close(), { class: 'quiet' }),
      button(yes, () => {
        dialog.close();
        then();
      }, { class: 'danger', attributes: { autofocus: '' } }),
    ),
  );
  dialog.querySelector<HTMLElement>('[autofocus]')?.focus();
}

const meanings: Readonly<Record<Shortcut, TextKey>> = {
  accept: 'keyAccept',
  reject: 'keyReject',
  status: 'keyStatus',
  write: 'keyWrite',
  next: 'keyNext',
  previous: 'keyPrevious',
  transfer: 'keyTransfer',
  end: 'keyEnd',
  clear: 'keyClear',
  details: 'keyDetails',
  help: 'keyHelp',
};

/** Shows the keys that work on the desk. */
export function help(texts: Texts): void {
  const lines = shortcuts.flatMap((s) => [element('dt', {}, element('kbd', {}, keys(s))), element('dd', {}, texts.say(meanings[s]))]);
  const dialog = show(
    texts.say('help'),
    element('dl', { class: 'keys' }, ...lines),
    element('p', { class: 'faint' }, texts.say('helpLists')),
    element('div', { class: 'buttons' }, button(texts.say('close'), () => dialog.close())),
  );
}
