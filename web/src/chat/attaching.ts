// Ways to hand files to a chat: a button, pasting them, dropping them.

import { button, element } from './element.ts';
import type { Speech } from './speech.ts';
import type { ChatKey } from './texts.ts';

type Take = (files: readonly File[]) => void;

const SVG = 'http://www.w3.org/2000/svg';
const CLIP = 'M8.5 12.5l6.7-6.7a3 3 0 0 1 4.3 4.3l-8.9 8.9a5 5 0 0 1-7.1-7.1l8.2-8.2';

/** A button that lets choose files. */
export function attachButton(texts: Speech<ChatKey>, take: Take): HTMLElement {
  const name = texts.say('attach');
  const field = element('input', { attributes: { type: 'file', multiple: '', hidden: '', tabindex: '-1', 'aria-label': name } });
  field.addEventListener('change', () => {
    const files = [...(field.files ?? [])];
    field.value = ''; // so that the same file may be chosen again
    if (files.length > 0) take(files);
  });
  const choose = button('', () => field.click(), { class: 'quiet attach', attributes: { 'aria-label': name, title: name } });
  const icon = document.createElementNS(SVG, 'svg');
  const clip = document.createElementNS(SVG, 'path');
  for (const [key, value] of Object.entries({ viewBox: '0 0 24 24', 'aria-hidden': 'true' })) icon.setAttribute(key, value);
  clip.setAttribute('d', CLIP);
  icon.append(clip);
  choose.append(icon);
  return element('span', {}, choose, field);
}

/** Takes files that are pasted; text that comes along with a picture of itself stays text. */
export function takePasted(field: HTMLElement, take: Take): void {
  field.addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0 || event.clipboardData?.types.includes('text/plain')) return;
    event.preventDefault();
    take(files);
  });
}

/** Takes files that are dropped, while that is allowed. Never does the browser leave the page to show them. */
export function takeDropped(place: HTMLElement, allowed: () => boolean, take: Take): void {
  const mark = (over: boolean) => place.classList.toggle('dropping', over);
  place.addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = allowed() ? 'copy' : 'none';
    mark(allowed());
  });
  place.addEventListener('dragleave', (event) => {
    if (!(event.relatedTarget instanceof Node && place.contains(event.relatedTarget))) mark(false);
  });
  place.addEventListener('drop', (event) => {
    mark(false);
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    if (allowed()) take(files);
  });
}
