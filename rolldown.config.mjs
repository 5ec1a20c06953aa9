import { join } from 'node:path';
import { defineConfig } from 'rolldown';
import { thirdPartyLicences } from './scripts/third-party-licences.mjs';

const shared = {
  platform: 'node',
  // No module does anything by being loaded, but the entries: a hook loads the parts that it needs.
  treeshake: { moduleSideEffects: false },
  // jsonc-parser's "main" loads its parts at run time, which no bundle can carry; its ES module can be bundled.
  // yaml's build for browsers is the same code without Node's modules, so that prempti/falco runs anywhere.
  resolve: {
    mainFields: ['module', 'main'],
    alias: { yaml: join(import.meta.dirname, 'node_modules', 'yaml', 'browser', 'index.js') },
  },
};

export default defineConfig([
  {
    ...shared,
    input: {
      guard: 'src/guard/index.ts',
      falco: 'src/falco/index.ts',
      shell: 'src/shell/index.ts',
      agents: 'src/agents/index.ts',
      premptictl: 'src/cli/main.ts',
      'hook-fallback': 'src/hook/fallback.ts',
    },
    output: { dir: 'dist', format: 'esm', chunkFileNames: 'chunks/[name].js' },
    plugins: [thirdPartyLicences()],
  },
  {
    ...shared,
    input: 'src/hook/client.cts',
    // The fallback is found at run time beside the client, not bundled into it.
    external: (id) => id.endsWith('hook-fallback.js'),
    output: { file: 'dist/hook-client.cjs', format: 'cjs' },
  },
]);
