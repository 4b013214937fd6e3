'use strict';

// Chromium with a page of another site that frames the server's sign-in page, or opens
// it in a window. It is started with third-party cookies blocked, as browsers come to
// be, and each call has cookies of its own.

const http = require('node:http');
const { chromium } = require('playwright-core');
const { pressed, signIn } = require('./form');
const { serve } = require('./lines.js');

let browser;
let site; // of the page that frames
const PATIENCE = 30_000;

// other is the page of the other site. It frames, or opens, what its query says, and
// keeps the messages that it gets.
const other = `<!DOCTYPE html><title>another site</title><script>
  window.messages = [];
  addEventListener('message', (e) => messages.push(e.data));
  const query = new URLSearchParams(location.search);
  if (query.has('frame')) {
    addEventListener('DOMContentLoaded', () => {
      const frame = document.createElement('iframe');
      frame.src = query.get('frame');
      document.body.append(frame);
    });
  }
</script><body><button onclick="open(query.get('popup'), 'sign-in', 'popup')">sign in</button></body>`;

async function visit(query, work) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  context.setDefaultTimeout(PATIENCE);
  try {
    const page = await context.newPage();
    await page.goto(`${site}/?${new URLSearchParams(query)}`);
    return await work(page, context);
  } finally {
    await context.close();
  }
}

// inside is the frame of the server, once it shows what it was asked for.
async function inside(page, server) {
  const handle = await page.waitForSelector('iframe');
  const frame = await handle.contentFrame();
  await frame.waitForLoadState('domcontentloaded');
  return frame;
}

const authorize = (frame) => frame.evaluate(async () => (await fetch('/auth/authorize')).status);

// told is what the other site's page heard of signing in; a frame where agents work has
// more to say.
const told = (page) => page.evaluate(() => window.messages.filter(({ type }) => type?.startsWith('rejoin:')));

// arrived waits until a frame that signed in is where agents work.
const arrived = (frame) => frame.waitForURL('**/ccp-v2/');

// user is the name of who is signed in.
const user = (frame) => frame.evaluate(async () => {
  const { accessToken } = await (await fetch('/auth/authorize')).json();
  const headers = { 'X-Amz-Target': 'AmazonConnectCTIService.GetAgentConfiguration', 'X-Amz-Bearer': accessToken };
  return (await (await fetch('/api', { method: 'POST', headers, body: '{}' })).json()).configuration.username;
});

serve({
  launch: async ({ executablePath }) => {
    const server = http.createServer((_, response) => response.setHeader('Content-Type', 'text/html').end(other));
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    // Another site than 127.0.0.1, on the same machine.
    site = `http://localhost:${server.address().port}`;
    browser = await chromium.launch({ executablePath, args: ['--test-third-party-cookie-phaseout', '--disable-gpu'] });
    return { site };
  },

  // framed tells whether the sign-in page shows in a frame.
  framed: ({ server }) => visit({ frame: `${server}/login` }, async (page) => {
    const frame = await inside(page);
    return { shown: (await frame.locator('form').count()) === 1 };
  }),

  // inFrame signs in within the frame.
  inFrame: ({ server, name, password }) => visit({ frame: `${server}/login` }, async (page) => {
    const frame = await inside(page);
    const before = await authorize(frame);
    await signIn(frame, name, password);
    await arrived(frame);
    const after = await authorize(frame);
    const elsewhere = await page.context().newPage(); // the server's own page has cookies of its own
    await elsewhere.goto(`${server}/login`);
    return { before, after, elsewhere: await authorize(elsewhere.mainFrame()) };
  }),

  // inWindow signs in in a window that the other site opened.
  inWindow: ({ server, name, password }) => visit({ popup: `${server}/login?popup=1` }, async (page) => {
    const opened = page.waitForEvent('popup');
    await page.click('button');
    const popup = await opened;
    const closed = popup.waitForEvent('close');
    await signIn(popup, name, password);
    await closed;
    await page.waitForFunction(() => window.messages.length > 0);
    return { messages: await told(page) };
  }),

  // atProvider signs in at the provider, in the window that the frame opens for it.
  atProvider: ({ server, name }) => visit({ frame: `${server}/login` }, async (page) => {
    const frame = await inside(page);
    const opened = page.context().waitForEvent('page');
    await frame.click('#single');
    const popup = await opened;
    const closed = popup.waitForEvent('close');
    await popup.fill('[name=login]', name);
    await popup.fill('[name=password]', 'any');
    await popup.click('[type=submit]');
    await popup.waitForSelector('[name=prompt][value=consent]', { state: 'attached' });
    await pressed(popup, popup.click('[type=submit]'));
    await closed;
    await arrived(frame);
    return { as: await user(frame), status: await authorize(frame), messages: await told(page) };
  }),
});
