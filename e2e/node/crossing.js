'use strict';

// An agent's own page with Streams and ChatJS, unmodified, that is another site than the
// server which it frames, in a Chromium of its own that keeps third-party cookies from
// the frame. Nobody is signed in when it opens.

const { chromium } = require('playwright-core');
const { signIn } = require('./form');
const { serve } = require('./lines');
const { servePages } = require('./shop');

const PATIENCE = 60_000;

let browser;
let page;
let site;

// throughWindow signs in in the window that Streams opens, which closes then.
async function throughWindow(opened, name, password) {
  const popup = await opened;
  const closed = popup.waitForEvent('close');
  await signIn(popup, name, password);
  await closed;
}

// withinFrame signs in where the page is.
async function withinFrame(name, password) {
  const frame = await (await page.waitForSelector('iframe')).contentFrame();
  await frame.getByRole('link').first().click();
  await signIn(frame, name, password);
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

  // open shows the page, and signs in.
  open: async ({ server, name, password, inFrame }) => {
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    context.setDefaultTimeout(PATIENCE);
    page = await context.newPage();
    await page.goto(`${site}/bare`);
    const opened = inFrame || context.waitForEvent('page');
    await page.evaluate(({ ccpUrl, endpoint, loginPopup }) => {
      connect.ChatSession.setGlobalConfig({ endpoint, loggerConfig: { useDefaultLogger: false } });
      // So long nobody may have begun to sign in in the frame before it is made anew; so
      // late the window opens, and the frame is made anew after it.
      const ccpLoadTimeout = loginPopup ? 15_000 : 60_000;
      connect.core.initCCP(document.getElementById('ccp'), { ccpUrl, loginPopup, ccpLoadTimeout, softphone: { allowFramedSoftphone: false } });
      connect.agent((agent) => { window.agent = agent; });
    }, { ccpUrl: `${server}/ccp-v2/`, endpoint: server, loginPopup: !inFrame });
    await (inFrame ? withinFrame(name, password) : throughWindow(opened, name, password));
    await page.waitForFunction(() => window.agent);
    return page.evaluate(() => window.agent.getName());
  },

  // take accepts the contact that comes and says something.
  take: async ({ text }) => {
    await page.waitForFunction(() => window.agent.getContacts().some((c) => c.getStatus().type === 'connecting'));
    return page.evaluate(async (message) => {
      const [contact] = window.agent.getContacts();
      await new Promise((success, failure) => contact.accept({ success, failure }));
      const began = performance.now();
      const session = await contact.getAgentConnection().getMediaController();
      const took = performance.now() - began;
      const { data } = await session.sendMessage({ contentType: 'text/plain', message });
      return { contact: contact.getContactId(), took, id: data.Id };
    }, text);
  },
});
