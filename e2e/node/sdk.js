'use strict';

// A program that uses the AWS SDK for JavaScript as it comes: endpoint, region
// and credentials are those of the environment.

const connect = require('@aws-sdk/client-connect');
const participant = require('@aws-sdk/client-connectparticipant');
const { serve } = require('./lines');

const clients = {
  connect: [connect, new connect.ConnectClient({})],
  participant: [participant, new participant.ConnectParticipantClient({})],
};

serve({
  async send({ service, operation, input }) {
    const [sdk, client] = clients[service];
    const { $metadata, ...output } = await client.send(new sdk[`${operation}Command`](input));
    return { status: $metadata.httpStatusCode, output };
  },
});
