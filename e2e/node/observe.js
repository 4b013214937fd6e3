'use strict';

// Wraps what a browser gives to ChatJS (fetch, XMLHttpRequest, WebSocket,
// setTimeout), so that a test sees each request and frame and can cut a socket.
// Nothing that the library sends or receives is changed.

const { WebSocket } = require('ws');
const { XMLHttpRequest } = require('xhr2');
const { emit } = require('./lines');

// How long ChatJS keeps a socket before it makes a second one to replace it.
// client: amazon-connect-chatjs src/lib/amazon-connect-websocket-manager.js
const ROTATION = 3540 * 1000;

const sockets = [];

// ObservedSocket is a WebSocket whose frames the test sees.
class ObservedSocket extends WebSocket {
  constructor(url, protocols) {
    super(url, protocols);
    const n = sockets.push(this) - 1;
    this.number = n;
    emit('socket.new', { n, url: String(url) });
    this.addEventListener('open', () => emit('socket.open', { n }));
    this.addEventListener('message', (e) => emit('socket.in', { n, text: String(e.data) }));
    this.addEventListener('close', (e) => emit('socket.closed', { n, code: e.code }));
    this.addEventListener('error', (e) => emit('socket.error', { n, message: e.message }));
  }

  send(data, ...rest) {
    emit('socket.out', { n: this.number, text: String(data) });
    super.send(data, ...rest);
  }

  close(code, reason) {
    emit('socket.close', { n: this.number, code, reason });
    super.close(code, reason);
  }
}

// cut breaks every open socket without a closing handshake.
function cut() {
  for (const socket of sockets) socket.terminate();
}

function observeFetch() {
  const { fetch } = globalThis;
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const seen = {
      method: request.method,
      url: request.url,
      headers: Object.fromEntries(request.headers),
      body: request.body ? await request.clone().text() : '',
    };
    emit('http.request', seen);
    try {
      const response = await fetch(request);
      const answer = await response.clone().text();
      emit('http.answer', { ...seen, status: response.status, answer, answerHeaders: Object.fromEntries(response.headers) });
      return response;
    } catch (error) {
      emit('http.failure', { ...seen, message: error.message, cause: error.cause?.code });
      throw error;
    }
  };
}

// ObservedRequest is an XMLHttpRequest that the test sees as it sees a fetch.
class ObservedRequest extends XMLHttpRequest {
  #seen = { headers: {} };

  constructor() {
    super();
    // The first listener there is: the test hears of an answer before the library.
    this.addEventListener('readystatechange', () => {
      if (this.readyState === XMLHttpRequest.DONE) this.#done();
    });
  }

  open(method, url, ...rest) {
    Object.assign(this.#seen, { method, url });
    super.open(method, url, ...rest);
  }

  setRequestHeader(name, value) {
    this.#seen.headers[name.toLowerCase()] = value;
    super.setRequestHeader(name, value);
  }

  send(body) {
    this.#seen.body = String(body ?? '');
    emit('http.request', this.#seen);
    super.send(body);
  }

  #done() {
    const lines = this.getAllResponseHeaders();
    if (lines === '') {
      emit('http.failure', { ...this.#seen, message: 'the request failed' });
      return;
    }
    const answerHeaders = Object.fromEntries(lines.split('\r\n').map((line) => line.split(/: (.*)/s, 2)));
    const answer = this.responseType === 'arraybuffer' ? Buffer.from(this.response).toString() : this.responseText;
    emit('http.answer', { ...this.#seen, status: this.status, answer, answerHeaders });
  }
}

// rotateAfter shortens the life of a socket; all other timers stay as they are.
function rotateAfter(milliseconds) {
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (task, delay, ...args) =>
    setTimeout(task, delay === ROTATION ? milliseconds : delay, ...args);
}

module.exports = { ObservedRequest, ObservedSocket, cut, observeFetch, rotateAfter };
