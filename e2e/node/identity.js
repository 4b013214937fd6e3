'use strict';

// oidc-provider as an identity provider with one client and pages of its own, on which
// any name signs in.

const http = require('node:http');
const { serve } = require('./lines.js');

// Standard output is for lines, and what the provider advises is not for tests.
console.log = console.info = console.warn = () => {};

const server = http.createServer();
let issuer;

serve({
  // listen tells the issuer before it knows its client.
  listen: () => new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      issuer = `http://127.0.0.1:${server.address().port}`;
      resolve({ issuer });
    });
  }),

  // provide serves one client. A thin provider has nothing in its ID tokens but the
  // subject, as the specification wants it.
  provide: async ({ client, secret, redirect, thin }) => {
    const { default: Provider } = await import('oidc-provider');
    const provider = new Provider(issuer, {
      clients: [{ client_id: client, client_secret: secret, redirect_uris: [redirect] }],
      claims: { openid: ['sub'], profile: ['preferred_username', 'given_name'], email: ['email', 'email_verified'] },
      conformIdTokenClaims: thin,
      pkce: { required: () => true },
      findAccount: (context, id) => ({
        accountId: id,
        claims: () => ({ sub: id, preferred_username: id, given_name: 'Zoe', email: `${id}@example.com`, email_verified: true }),
      }),
    });
    server.on('request', provider.callback());
  },
});
