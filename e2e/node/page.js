'use strict';

// The page around ChatJS: what a browser gives to any version of it and Node 20
// does not. Versions up to 3.0.2 make their requests by XMLHttpRequest, later
// ones by fetch; only what a version looks for is used.

const { format } = require('node:util');
const { emit } = require('./lines');
const { ObservedRequest, ObservedSocket, observeFetch, rotateAfter } = require('./observe');

let online = true;
let looked = () => {}; // called each time ChatJS looks whether there is a network

// furnish makes the page. It has to be there before the library is loaded.
function furnish({ userAgent, rotation }) {
  globalThis.self = globalThis;
  globalThis.window = globalThis;
  Object.defineProperty(globalThis, 'navigator', {
    configurable: true,
    value: {
      userAgent,
      get onLine() {
        looked();
        return online;
      },
    },
  });
  globalThis.WebSocket = ObservedSocket;
  globalThis.XMLHttpRequest = ObservedRequest;
  observeFetch();
  if (rotation) rotateAfter(rotation);
  // Standard output belongs to the test, and old versions talk.
  for (const level of ['debug', 'log', 'info', 'warn', 'error']) {
    console[level] = (...args) => emit(`console.${level}`, format(...args));
  }
}

// setOnline makes the network come and go. It resolves when ChatJS has noticed
// that it is gone.
function setOnline(state) {
  online = state;
  return online ? undefined : seen(3);
}

// seen resolves when ChatJS has looked often enough that its poll was among the
// looks: a change that comes and goes between two polls is no change to it.
function seen(looks) {
  return new Promise((resolve) => {
    looked = () => {
      if (--looks === 0) resolve();
    };
  });
}

module.exports = { furnish, setOnline };
