'use strict';

// pressed waits until something was pressed, in a page or a frame. That may close the window
// that it is in before the browser has said that it was.
async function pressed(where, pressing) {
  try {
    await pressing;
  } catch (error) {
    const page = where.page?.() ?? where;
    if (!page.isClosed()) await page.waitForEvent('close', { timeout: 5000 }).catch(() => Promise.reject(error));
  }
}

// signIn fills in the server's form, in a page or a frame, and sends it.
async function signIn(form, name, password) {
  await form.fill('#name', name);
  await form.fill('#password', password);
  await pressed(form, form.press('#password', 'Enter'));
}

module.exports = { pressed, signIn };
