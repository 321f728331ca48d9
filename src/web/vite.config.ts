import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// While developing, the pages come from Vite and everything else from a running server.
const server = `http://127.0.0.1:${process.env.PORT ?? '3000'}`;

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    // The content security policy allows no data: URLs and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    rolldownOptions: {
      output: {
        // What changes rarely stays in the browser's cache when the pages change.
        codeSplitting: {
          groups: [
            {
              name: 'react',
              // Lists of thousands of rows stand on few pages, which bring what they need for that.
              test: /node_modules\/(react|react-dom|scheduler|@tanstack\/(?!react-virtual|virtual-core)[^/]+)\//,
            },
            // Only what every page has: charts and the like come with the pages that draw them.
            {
              name: 'mantine',
              test: /node_modules\/(@mantine\/(core|hooks|notifications|store)|@floating-ui)\//,
            },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': server, '/oauth': server } },
});
