'use strict';

// An agent's own page with Streams and ChatJS, unmodified, that is another site than the
// server which it frames, in a Chromium of its own that keeps third-party cookies from
// the frame. Nobody is signed in when it opens.

const { chromium } = require('playwright-core');
const { serve } = require('./lines');
const { servePages } = require('./shop');

const PATIENCE = 60_000;

let browser;
let page;
let site;

async function fill(popup, name, password) {
  const closed = popup.waitForEvent('close');
  await popup.fill('#name', name);
  await popup.fill('#password', password);
  await popup.press('#password', 'Enter');
  await closed;
}

serve({
  // launch starts the browser. Playwright has browsers keep the storage of frames in
  // one place, unless partitioned says that it is kept apart, as browsers do.
  launch: async ({ executablePath, partitioned }) => {
    const pages = await servePages();
    // Another site than 127.0.0.1, on the same machine.
    site = pages.replace('127.0.0.1', 'localhost').replace(/\/$/, '');
    const apart = partitioned ? ['--disable-features=Translate'] : [];
    browser = await chromium.launch({ executablePath, args: ['--test-third-party-cookie-phaseout', '--disable-gpu', ...apart] });
    return { site };
  },

  // open shows the page, and signs in, in the window that the page opens or in that of
  // the frame.
  open: async ({ server, name, password, inFrame }) => {
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    context.setDefaultTimeout(PATIENCE);
    page = await context.newPage();
    await page.goto(`${site}/bare`);
    const opened = context.waitForEvent('page');
    await page.evaluate(({ ccpUrl, endpoint, loginPopup }) => {
      connect.ChatSession.setGlobalConfig({ endpoint, loggerConfig: { useDefaultLogger: false } });
      connect.core.initCCP(document.getElementById('ccp'), { ccpUrl, loginPopup, softphone: { allowFramedSoftphone: false } });
      window.agent = new Promise((resolve) => connect.agent(resolve));
    }, { ccpUrl: `${server}/ccp-v2/`, endpoint: server, loginPopup: !inFrame });
    if (inFrame) await page.frameLocator('iframe').getByRole('link').first().click();
    await fill(await opened, name, password);
    return page.evaluate(async () => (await window.agent).getName());
  },

  // take accepts the contact that comes, says something and ends it.
  take: ({ text }) => page.evaluate(async (message) => {
    const done = (of, name) => new Promise((success, failure) => of[name]({ success, failure }));
    const contact = await new Promise((resolve) => connect.contact((c) => {
      if (c.getStatus().type === 'connecting') resolve(c);
      c.onConnecting(resolve);
    }));
    await done(contact, 'accept');
    const began = performance.now();
    const session = await contact.getAgentConnection().getMediaController();
    const took = performance.now() - began;
    const { data } = await session.sendMessage({ contentType: 'text/plain', message });
    return { contact: contact.getContactId(), took, id: data.Id };
  }, text),
});
