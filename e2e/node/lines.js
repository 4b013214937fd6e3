'use strict';

// The protocol between a Go test and a Node process: one JSON object a line.
//
//   test to process:  {"id": 1, "method": "create", "args": {...}}
//   process to test:  {"id": 1, "result": ...}   or   {"id": 1, "error": ...}
//                     {"event": "onMessage", "data": ...}
//
// Lines leave in the order in which things happened, so that the test can tell
// whether an event came before an answer.

const readline = require('node:readline');

const write = process.stdout.write.bind(process.stdout);

// plain makes any value fit for JSON: errors keep their name and message, and
// what refers to itself is cut.
function plain(value, above = []) {
  if (value instanceof Error) {
    return { name: value.name, message: value.message, ...plain({ ...value }, [...above, value]) };
  }
  if (Array.isArray(value)) return value.map((v) => plain(v, [...above, value]));
  if (value === null || typeof value !== 'object') return typeof value === 'function' ? undefined : value;
  if (typeof value.toJSON === 'function') return value.toJSON();
  if (above.includes(value)) return '[circular]';
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v, [...above, value])]));
}

function send(line) {
  write(JSON.stringify(line) + '\n');
}

function emit(event, data) {
  send({ event, data: plain(data) });
}

// A library may throw from a timer; the test decides whether that is a failure.
process.on('uncaughtException', (error) => emit('uncaught', error));
process.on('unhandledRejection', (error) => emit('uncaught', error));

// serve runs the methods that the test calls until its end of the pipe closes.
function serve(methods) {
  const input = readline.createInterface({ input: process.stdin, crlfDelay: Infinity });
  input.on('line', async (line) => {
    const { id, method, args } = JSON.parse(line);
    try {
      if (!Object.hasOwn(methods, method)) throw new Error(`no method ${method}`);
      send({ id, result: plain(await methods[method](args ?? {})) ?? null });
    } catch (error) {
      send({ id, error: plain(error) ?? null });
    }
  });
  input.on('close', () => process.exit(0));
}

module.exports = { emit, serve };
