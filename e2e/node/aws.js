'use strict';

// Stands in for the AWS CLI on machines that have none, so that the commands of
// README.md can be tried there: aws SERVICE OPERATION --member value…, with the
// AWS SDK for JavaScript underneath.

const sdks = {
  connect: () => require('@aws-sdk/client-connect'),
  connectparticipant: () => require('@aws-sdk/client-connectparticipant'),
};

const pascal = (text) => text.replace(/(?:^|-)([a-z])/g, (_, letter) => letter.toUpperCase());

// lists are members that take a list, of which one value is one too.
const lists = ['Type'];

// value reads JSON, the CLI's shorthand A=b,C=d, or plain text; a flag has none.
function value(text, name) {
  if (text === undefined || text.startsWith('--')) return true;
  if (lists.includes(name)) return [text];
  if (/^[[{]/.test(text)) return JSON.parse(text);
  if (!/^\w+=/.test(text)) return text;
  return Object.fromEntries(text.split(',').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

// queried is A.B, or a list of such: [A,B.C].
function queried(output, query) {
  const list = /^\[(.*)\]$/.exec(query);
  if (list) return list[1].split(',').map((one) => queried(output, one.trim()));
  return query.split('.').reduce((from, name) => from?.[name], output);
}

async function main([service, operation, ...args]) {
  const input = {};
  args.forEach((arg, i) => {
    if (!arg.startsWith('--')) return;
    const name = pascal(arg.replace(/^--/, ''));
    input[name] = name === 'Query' ? args[i + 1] : value(args[i + 1], name);
  });
  const { Query, Output, ...members } = input;
  const sdk = sdks[service]();
  const Client = sdk.ConnectClient ?? sdk.ConnectParticipantClient;
  const { $metadata, ...output } = await new Client({}).send(new sdk[`${pascal(operation)}Command`](members));
  const shown = Query ? queried(output, Query) : output;
  console.log(Output === 'text' ? [shown].flat().join('\t') : JSON.stringify(shown, null, 4));
}

main(process.argv.slice(2)).catch((error) => {
  console.error(`${error.name}: ${error.message}`);
  process.exit(254);
});
