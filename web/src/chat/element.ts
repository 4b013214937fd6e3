// Makes elements. Whatever comes from people goes in as text, never as markup.

type Child = Node | string;

interface Properties {
  readonly class?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly click?: () => void;
}

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  { class: names, attributes = {}, click }: Properties = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (names) made.className = names;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (click) made.addEventListener('click', click);
  made.append(...children);
  return made;
}

export function button(text: string, click: () => void, properties: Properties = {}): HTMLButtonElement {
  return element('button', { ...properties, attributes: { type: 'button', ...properties.attributes }, click }, text);
}
