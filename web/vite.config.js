import { defineConfig } from 'vite';

// The pages are embedded into the program from pages/built. The content security
// policy forbids inline scripts and data: URLs, so nothing is inlined.
export default defineConfig({
  publicDir: 'public',
  build: {
    outDir: 'pages/built',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 400, // ChatJS brings an SDK along
    reportCompressedSize: false,
    // The customer's page, the agents', and one that has Streams' own worker.
    rolldownOptions: { input: ['index.html', 'ccp-v2/index.html', 'ccp-v2/worker/index.html'] },
  },
});
