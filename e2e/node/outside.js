'use strict';

const http = require('node:http');

// keepInside is the proxy through which a tab reaches every host but this
// machine: it reaches nobody, as if the host were down, and tells who was called.
// It stands below the browser's network stack, so nothing that a page starts
// (workers, beacons, images) gets past it.
async function keepInside(tell) {
  const proxy = http.createServer((request, response) => {
    tell({ method: request.method, host: new URL(request.url).host });
    response.writeHead(502).end();
  });
  proxy.on('connect', (request, socket) => {
    tell({ method: request.method, host: request.url });
    socket.on('error', () => {});
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${proxy.address().port}`,
    close() {
      proxy.close();
      proxy.closeAllConnections();
    },
  };
}

module.exports = { keepInside };
