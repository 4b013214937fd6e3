'use strict';

// One Chromium for a whole test run. Each connection to the port that launch
// answers is a tab of its own: cookies, storage, network and life are nobody
// else's, unless it says whose it shares. A connection speaks the lines of lines.js
// with the tab's scripts, but for what only a browser can do, which is answered here:
//
//   open     shows the page; the first call of every connection
//   visit    instead of open: shows a page that nobody prepared, which the calls of
//            visitor.js then use as a person does
//   reload   loads it again, as the button does
//   network  unplugs the tab and plugs it in
//   frame    does what visitor.js can within the page's frame
//   popup    does so in the window that the page opened last
//
// Events of the browser go among those of the page: console.*, uncaught,
// popup.opened, popup.closed, and outside, a request to another host than this
// machine (outside.js).
//
// Chromium listens to a pipe of this process, so it ends with it, however that
// ends. This process ends when the test closes its standard input.

const net = require('node:net');
const readline = require('node:readline');
const { chromium } = require('playwright-core');
const { serve } = require('./lines');
const { keepInside } = require('./outside');
const { servePages } = require('./shop');
const visitor = require('./visitor');

// No tab reaches a host beyond this machine, and the browser itself has no
// business of its own. Playwright adds a fresh profile, --headless, --no-sandbox,
// --no-first-run and what keeps timers of background tabs going.
const SWITCHES = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

// Chromium asks here what the fields of a form are for, whatever the page says.
const AUTOFILL = 'content-autofill.googleapis.com:443';

// profiles are those that tabs share, by name, for as long as one of them is open.
const profiles = new Map();

// Profile is the cookies, the storage and the network of one tab or of several.
class Profile {
  context;
  #name;
  #outside;
  #tabs = new Map(); // by page

  constructor(name) {
    this.#name = name;
  }

  // start has a tab run scripts that find the variables.
  async start(browser, environment, cookies, hosts) {
    this.#outside = await keepInside((call) => {
      if (call.host === AUTOFILL) return;
      for (const tab of this.#tabs.values()) tab.emit('outside', call);
    }, hosts);
    this.context = await browser.newContext({
      proxy: { server: this.#outside.url, bypass: '127.0.0.1' },
      userAgent: environment.USER_AGENT,
      ignoreHTTPSErrors: 'NODE_EXTRA_CA_CERTS' in environment,
    });
    await this.context.addInitScript((variables) => { window.environment = variables; }, environment);
    await this.context.exposeBinding('tell', ({ page }, line) => this.#tabs.get(page)?.tell(line));
    if (cookies) await this.context.addCookies(cookies);
  }

  async page(tab) {
    const page = await this.context.newPage();
    this.#tabs.set(page, tab);
    return page;
  }

  // leave ends the profile with its last tab.
  async leave(page) {
    this.#tabs.delete(page);
    if (this.#tabs.size > 0) {
      await page?.close();
      return;
    }
    profiles.delete(this.#name);
    await this.context?.close();
    this.#outside?.close();
  }
}

// Tab is one connection with its tab.
class Tab {
  #browser;
  #connection;
  #context;
  #outside;
  #page;
  #popup; // a promise of the window that was opened last
  #profile;
  #shop;
  #visiting = false;

  constructor(browser, shop, connection) {
    this.#browser = browser;
    this.#connection = connection;
    this.#shop = shop;
    const lines = readline.createInterface({ input: connection, crlfDelay: Infinity });
    lines.on('line', (line) => this.#take(line));
    for (const end of [connection, lines]) end.on('error', () => {}); // the test went away; close follows
    connection.on('close', () => this.#close());
  }

  async #take(line) {
    const { id, method, args } = JSON.parse(line);
    try {
      switch (method) {
        case 'open':
          await this.#open(args);
          this.tell(JSON.stringify({ id, result: null }));
          return;
        case 'visit':
          await this.#visit(args);
          this.tell(JSON.stringify({ id, result: null }));
          return;
        case 'reload':
          await this.#page.reload();
          this.tell(JSON.stringify({ id, result: null }));
          return;
        case 'network':
          await this.#page.context().setOffline(!args.online);
          if (this.#visiting) return this.#answer(id);
          break; // the page waits until ChatJS has noticed
        case 'frame':
          return this.#answer(id, visitor[args.method](await this.#frame(args.name), args.args));
        case 'popup':
          return this.#answer(id, visitor[args.method](await this.#popup, args.args));
      }
      if (this.#visiting) return this.#answer(id, visitor[method](this.#page, args));
      await this.#page.evaluate((text) => receive(text), line);
    } catch (error) {
      this.#refuse(id, error);
    }
  }

  async #answer(id, result) {
    try {
      this.tell(JSON.stringify({ id, result: (await result) ?? null }));
    } catch (error) {
      this.#refuse(id, error);
    }
  }

  // #frame is the page's frame of a name, once there is one.
  async #frame(name) {
    const element = await this.#page.waitForSelector(`iframe[name="${name}"]`, { state: 'attached' });
    return element.contentFrame();
  }

  #refuse(id, error) {
    this.tell(JSON.stringify({ id, error: { name: error.name, message: error.message } }));
  }

  async #open({ environment, url, cookies, hosts, profile: name }) {
    let starting = profiles.get(name);
    if (!starting) {
      const profile = new Profile(name);
      starting = profile.start(this.#browser, environment, cookies, hosts).then(() => profile);
      if (name) profiles.set(name, starting);
    }
    this.#profile = await starting;
    if (this.#connection.destroyed) return this.#close();
    this.#page = await this.#profile.page(this);
    if (this.#connection.destroyed) return this.#close();
    this.#watch();
    await this.#page.goto(url ?? this.#shop);
  }

  async #visit({ url, options }) {
    this.#visiting = true;
    this.#outside = await keepInside((call) => {
      if (call.host !== AUTOFILL) this.emit('outside', call);
    });
    if (this.#connection.destroyed) return this.#close();
    this.#context = await this.#browser.newContext({
      proxy: { server: this.#outside.url, bypass: '127.0.0.1' },
      ...options,
    });
    if (this.#connection.destroyed) return this.#close();
    this.#page = await this.#context.newPage();
    this.#watch();
    this.#page.on('pageerror', ({ name, message }) => this.emit('uncaught', { name, message }));
    await this.#page.goto(url);
  }

  #watch() {
    this.#page.on('console', (message) => {
      const { url } = message.location(); // of the script, or of what could not be loaded
      this.emit(`console.${message.type()}`, url ? `${message.text()} (${url})` : message.text());
    });
    this.#popup = this.#page.waitForEvent('popup', { timeout: 0 }).catch(() => {});
    this.#page.on('popup', (popup) => {
      this.#popup = Promise.resolve(popup);
      this.emit('popup.opened', { url: popup.url() });
      popup.on('close', () => this.emit('popup.closed', {}));
    });
    this.#page.on('crash', () => this.emit('uncaught', { message: 'the tab crashed' }));
  }

  // tell writes a line; those of the page come here in the order in which it
  // wrote them.
  tell(line) {
    if (!this.#connection.destroyed) this.#connection.write(line.trimEnd() + '\n');
  }

  emit(event, data) {
    this.tell(JSON.stringify({ event, data }));
  }

  async #close() {
    await this.#profile?.leave(this.#page);
    await this.#context?.close();
    this.#outside?.close();
  }
}

let browser;
let group; // of the browser's processes, which Playwright starts as a group of their own

// leader is the process id of the browser.
async function leader() {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.find(({ type }) => type === 'browser').id;
}

serve({
  // launch starts the browser, which trusts certificates with the given keys, and
  // answers the port for connections and where the pages are served.
  async launch({ executablePath, trusted }) {
    browser = await chromium.launch({
      executablePath, args: [...SWITCHES, `--ignore-certificate-errors-spki-list=${trusted.join(',')}`],
    });
    group = await leader();
    const shop = await servePages();
    const server = net.createServer((connection) => new Tab(browser, shop, connection));
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { port: server.address().port, shop };
  },

  // close ends the browser, and those of its processes that outlive it.
  async close() {
    await browser?.close();
    try {
      if (group) process.kill(-group, 'SIGKILL');
    } catch (error) {
      if (error.code !== 'ESRCH') throw error; // none did
    }
  },
});
