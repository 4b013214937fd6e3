'use strict';

// Serves the page that has a chat in it, and that of an agent, from an origin of its own.

const fs = require('node:fs/promises');
const http = require('node:http');
const path = require('node:path');

// PAGE runs the scripts of a participant in a tab. ChatJS is loaded as every page
// loads it, after the observers are in place.
const PAGE = `<!doctype html>
<meta charset="utf-8">
<title>A shop</title>
<link rel="icon" href="data:,">
<script src="/tab.js"></script>
<script src="/module/lines.js"></script>
<script src="/module/observe.js"></script>
<script>tab.furnish()</script>
<script src="/chatjs.js"></script>
<script src="/module/participant.js"></script>
<script>tab.run('./participant')</script>
`;

// AGENT runs the scripts of an agent in a tab, Streams before ChatJS as their makers
// say.
const AGENT = `<!doctype html>
<meta charset="utf-8">
<title>An agent's page</title>
<link rel="icon" href="data:,">
<div id="ccp" style="width:360px;height:480px"></div>
<script src="/tab.js"></script>
<script src="/module/lines.js"></script>
<script src="/module/observe.js"></script>
<script>tab.furnish()</script>
<script src="/streams.js"></script>
<script src="/chatjs.js"></script>
<script src="/module/agent.js"></script>
<script>tab.run('./agent')</script>
`;

// BARE has the two libraries and nothing else.
const BARE = `<!doctype html>
<meta charset="utf-8">
<title>An agent's page</title>
<link rel="icon" href="data:,">
<div id="ccp" style="width:360px;height:480px"></div>
<script src="/streams.js"></script>
<script src="/chatjs.js"></script>
`;

// FILES maps paths to what is served: the text of a file, wrapped if need be.
const FILES = [
  [/^\/$/, 'text/html', () => PAGE],
  [/^\/agent$/, 'text/html', () => AGENT],
  [/^\/bare$/, 'text/html', () => BARE],
  [/^\/tab\.js$/, 'text/javascript', () => read('tab.js')],
  [/^\/chatjs\.js$/, 'text/javascript', () => read('node_modules/amazon-connect-chatjs/dist/amazon-connect-chat.js')],
  [/^\/streams\.js$/, 'text/javascript', () => read('node_modules/amazon-connect-streams/release/connect-streams.js')],
  [/^\/module\/(\w+)\.js$/, 'text/javascript', async (name) =>
    `tab.define('./${name}', (module, exports, require, process) => {${await read(`${name}.js`)}\n});`],
];

const read = (name) => fs.readFile(path.join(__dirname, name), 'utf8');

async function answer(request, response) {
  for (const [pattern, type, content] of FILES) {
    const match = pattern.exec(request.url);
    if (!match) continue;
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(await content(match[1]));
    return;
  }
  response.writeHead(404).end();
}

// servePages answers the page's URL.
async function servePages() {
  const server = http.createServer((request, response) => {
    answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${server.address().port}/`;
}

module.exports = { servePages };
