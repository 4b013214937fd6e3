'use strict';

// Lets the scripts that make a participant under Node run in a tab as they are, and
// those of an agent, which only run there.
// Each arrives as a module (shop.js wraps it), and what it takes from Node is
// here; what Node has to imitate, the tab has.

const tab = (() => {
  const defined = new Map(); // modules that were not asked for yet
  const modules = new Map(Object.entries(standIns()));
  let take; // the script's handler of lines

  // standIns are what the scripts require that only Node has or needs.
  function standIns() {
    return {
      'node:readline': {
        createInterface: () => ({
          on(event, handler) {
            if (event === 'line') take = handler;
          },
        }),
      },
      ws: { WebSocket: window.WebSocket },
      xhr2: { XMLHttpRequest: window.XMLHttpRequest },
      './page': { furnish() {}, setOnline },
    };
  }

  // process is as much of Node's as lines.js needs.
  const process = {
    env: window.environment,
    stdout: { write: (line) => window.tell(line) },
    on(event, handler) {
      if (event === 'uncaughtException') window.addEventListener('error', (e) => handler(e.error ?? new Error(e.message)));
      if (event === 'unhandledRejection') window.addEventListener('unhandledrejection', (e) => handler(e.reason));
    },
  };

  function define(name, body) {
    defined.set(name, body);
  }

  function require(name) {
    if (name.startsWith('amazon-connect-chatjs')) return window.connect; // a script of the page
    if (!modules.has(name)) {
      const module = { exports: {} };
      modules.set(name, module.exports);
      defined.get(name)(module, module.exports, require, process);
      modules.set(name, module.exports);
    }
    return modules.get(name);
  }

  let looked = () => {}; // called each time ChatJS looks whether there is a network

  function watchNetwork() {
    const { get } = Object.getOwnPropertyDescriptor(Navigator.prototype, 'onLine');
    Object.defineProperty(navigator, 'onLine', {
      get() {
        looked();
        return get.call(navigator);
      },
    });
  }

  // setOnline comes after the browser has unplugged the tab or plugged it in. It
  // resolves when ChatJS has noticed that it is unplugged.
  function setOnline(online) {
    let looks = 3;
    return online || new Promise((resolve) => {
      looked = () => {
        if (--looks === 0) resolve();
      };
    });
  }

  // furnish puts the observers in place.
  function furnish() {
    const { ObservedSocket, observeFetch, rotateAfter } = require('./observe');
    window.WebSocket = ObservedSocket;
    observeFetch();
    watchNetwork();
    if (process.env.ROTATE_AFTER_MS) rotateAfter(Number(process.env.ROTATE_AFTER_MS));
  }

  // The page keeps how its session was made, as a shop does, so that it goes on
  // with the same chat when it is loaded again.
  const SESSION = 'session';

  // run starts the script of a page.
  function run(script) {
    require(script);
    window.receive = (line) => {
      if (JSON.parse(line).method === 'create') sessionStorage.setItem(SESSION, line);
      take(line);
    };
    const kept = sessionStorage.getItem(SESSION);
    if (kept) take(kept);
  }

  return { define, furnish, run };
})();
