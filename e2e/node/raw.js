'use strict';

// A client that keeps no rules: a bare websocket that sends whatever the test
// likes.

const { WebSocket } = require('ws');
const { emit, serve } = require('./lines');

let socket;

serve({
  open({ url }) {
    return new Promise((resolve) => {
      socket = new WebSocket(url);
      socket.on('open', () => resolve({ open: true }));
      socket.on('unexpected-response', (_, response) => resolve({ open: false, status: response.statusCode }));
      socket.on('error', (error) => resolve({ open: false, message: error.message }));
      socket.on('message', (data, binary) => emit('socket.in', { n: 0, text: String(data), binary }));
      socket.on('close', (code, reason) => emit('socket.closed', { n: 0, code, reason: String(reason) }));
    });
  },

  send({ text }) {
    socket.send(text);
  },
});
