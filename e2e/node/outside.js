'use strict';

const http = require('node:http');
const net = require('node:net');

// keepInside is the proxy through which a tab reaches every host but this
// machine: it reaches nobody, as if the host were down, and tells who was called.
// It stands below the browser's network stack, so nothing that a page starts
// (workers, beacons, images) gets past it. Hosts that are given, as host:port, are
// stood in for by a port of this machine.
async function keepInside(tell, hosts = {}) {
  const proxy = http.createServer((request, response) => {
    tell({ method: request.method, host: new URL(request.url).host });
    response.writeHead(502).end();
  });
  proxy.on('connect', (request, socket) => {
    socket.on('error', () => {});
    if (Object.hasOwn(hosts, request.url)) {
      const inside = net.connect(hosts[request.url], '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        socket.pipe(inside).pipe(socket);
      });
      inside.on('error', () => socket.destroy());
      socket.on('close', () => inside.destroy());
      return;
    }
    tell({ method: request.method, host: request.url });
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
