'use strict';

// Stands in for the AWS CLI on machines that have none, so that the commands of
// README.md can be tried there: aws SERVICE OPERATION --member value…, with the
// AWS SDK for JavaScript underneath.

const sdks = {
  connect: () => require('@aws-sdk/client-connect'),
  connectparticipant: () => require('@aws-sdk/client-connectparticipant'),
};

const pascal = (text) => text.replace(/(?:^|-)([a-z])/g, (_, letter) => letter.toUpperCase());

// value reads JSON, the CLI's shorthand A=b,C=d, or plain text.
function value(text) {
  if (/^[[{]/.test(text)) return JSON.parse(text);
  if (!/^\w+=/.test(text)) return text;
  return Object.fromEntries(text.split(',').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

async function main([service, operation, ...args]) {
  const input = {};
  for (let i = 0; i < args.length; i += 2) input[pascal(args[i].replace(/^--/, ''))] = value(args[i + 1]);
  const { Query, Output, ...members } = input;
  const sdk = sdks[service]();
  const Client = sdk.ConnectClient ?? sdk.ConnectParticipantClient;
  const { $metadata, ...output } = await new Client({}).send(new sdk[`${pascal(operation)}Command`](members));
  const shown = Query ? output[Query] : output;
  console.log(Output === 'text' ? shown : JSON.stringify(shown, null, 4));
}

main(process.argv.slice(2)).catch((error) => {
  console.error(`${error.name}: ${error.message}`);
  process.exit(254);
});
