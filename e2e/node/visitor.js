'use strict';

// What a person does with a page and sees of it, by the names that things have for
// them: labels and roles. Each call waits until it can be done.

const fs = require('node:fs/promises');
const { pressed } = require('./form');

// What people can operate, or are told of as a place.
const OPERABLE = 'button, a[href], input, textarea, section[tabindex], dialog, aside, [role=tablist], [role=tabpanel], [role=menu], [role=listbox]';

// Whoever calls decides how long to wait.
const PATIENT = { timeout: 0 };

// What is only for screen readers stays there after it was read out, when it may not
// be true any more.
const visible = (page, text) => page.getByText(text).and(page.locator(':not(.unseen, .unseen *)')).filter({ visible: true }).first();

module.exports = {
  // type writes where the focus is, key by key; press presses one key.
  type: (page, { text }) => page.keyboard.type(text),
  press: (page, { key }) => pressed(page, page.keyboard.press(key)),

  fill: (page, { label, text }) => page.getByLabel(label, { exact: true }).fill(text),
  click: (page, { role, name }) => page.getByRole(role, { name }).first().click(),

  // choose presses a button by its key and chooses the files that it asks for.
  async choose(page, { name, paths }) {
    const tab = page.page?.() ?? page;
    const [chooser] = await Promise.all([tab.waitForEvent('filechooser', PATIENT), page.getByRole('button', { name }).press('Enter')]);
    await chooser.setFiles(paths);
  },

  // paste hands a file to what has the focus, drop lets it fall on an element.
  paste: (page, file) =>
    page.evaluate(({ name, type, text }) => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([text], name, { type }));
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, file),
  drop: (page, { selector, ...file }) =>
    page.locator(selector).evaluate((at, { name, type, text }) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], name, { type }));
      const drag = (event) => at.dispatchEvent(new DragEvent(event, { dataTransfer, bubbles: true, cancelable: true }));
      if (drag('dragover')) throw new Error('nothing may be dropped here');
      drag('drop');
    }, file),

  // download presses a button by its key, and answers the file that the browser gets.
  async download(page, { name }) {
    const tab = page.page?.() ?? page;
    const [download] = await Promise.all([tab.waitForEvent('download', PATIENT), page.getByRole('button', { name }).first().press('Enter')]);
    return { name: download.suggestedFilename(), text: await fs.readFile(await download.path(), 'utf8') };
  },

  // focused waits for a field to have the focus.
  focused: (page, { label }) => page.getByLabel(label, { exact: true }).and(page.locator(':focus')).waitFor(),

  // there waits for a field that may be out of sight, as in a frame that is.
  there: (page, { label }) => page.getByLabel(label, { exact: true }).waitFor({ state: 'attached' }),

  // see waits for a text that is visible, gone for it not to be.
  see: (page, { text }) => visible(page, text).waitFor(),
  gone: (page, { text }) => visible(page, text).waitFor({ state: 'hidden' }),

  // texts are those of all elements that match, in the order of the page.
  texts: (page, { selector }) => page.locator(selector).allTextContents(),
  attributes: (page, { selector, name }) =>
    page.locator(selector).evaluateAll((all, key) => all.map((e) => e.getAttribute(key)), name),

  // nameless is what has no name among all that people can operate.
  nameless: (page) =>
    page.locator(OPERABLE).evaluateAll((all) => {
      const labelled = (e) => (e.getAttribute('aria-labelledby') ?? '').split(' ').some((id) => document.getElementById(id)?.textContent.trim());
      const told = (e) => !e.matches('input, textarea, section, dialog, aside, [role^=tab]:not([role=tab]), [role=menu], [role=listbox]') && e.textContent.trim();
      return all.filter((e) => !(e.ariaLabel || labelled(e) || e.labels?.length || told(e))).map((e) => e.outerHTML);
    }),

  // again opens the page in a further tab, which knows what a new one does.
  again: (page) => page.evaluate(() => void window.open(location.href, '', 'noopener')),

  stored: (page, { key }) => page.evaluate((k) => localStorage.getItem(k), key),

  // scroll turns the wheel over an element.
  async scroll(page, { selector, by }) {
    await page.locator(selector).hover();
    await (page.mouse ?? page.page().mouse).wheel(0, by);
  },

  screenshot: (page, { path }) => page.screenshot({ path }),
};
