import { join } from 'node:path';
import { defineConfig } from 'rolldown';
import { builtinModules } from './scripts/builtin-modules.mjs';
import { staleChunks } from './scripts/stale-chunks.mjs';
import { thirdPartyLicences } from './scripts/third-party-licences.mjs';
import { withoutExamples } from './scripts/without-examples.mjs';

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

/**
 * What programs need that evaluate nothing: apart, it does not bring along the rule language and the shell analysis. Each
 * may import those above it alone, else chunks import each other in a circle; tests/package/chunks.test.ts looks. The rule
 * language shares "nearest-name" and "yaml", which need nothing of Node.
 */
const light = [
  {
    name: 'prefix',
    test: /src\/guard\/(prefix|guard-error|plain-text|project-folders|regular-file|correlation-id|own-json|moved-settings)\.ts$/,
  },
  { name: 'secrets', test: /src\/guard\/secret-patterns\.ts$/ },
  { name: 'nearest-name', test: /src\/falco\/diagnostic-suggestion\.ts$/ },
  { name: 'yaml', test: /node_modules\/yaml\// },
  {
    name: 'settings',
    test: /src\/guard\/(read-settings|key-file|sink-settings|setting-[a-z]+|settings(-template)?|approvals\/approval(-store)?)\.ts$/,
  },
];

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
      'replay-worker': 'src/replay/replay-worker.ts',
    },
    preserveEntrySignatures: 'allow-extension',
    output: {
      dir: 'dist',
      format: 'esm',
      chunkFileNames: 'chunks/[name].js',
      codeSplitting: { includeDependenciesRecursively: false, groups: light },
      // One character beyond Latin-1, and V8 holds the text of a whole file in twice the memory.
      charset: 'ascii',
      // Names stay, for stack traces.
      minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
    },
    plugins: [withoutExamples(), builtinModules(), thirdPartyLicences(), staleChunks()],
  },
  {
    ...shared,
    input: 'src/hook/client.cts',
    // The fallback is found at run time beside the client, not bundled into it.
    external: (id) => id.endsWith('hook-fallback.js'),
    output: { file: 'dist/hook-client.cjs', format: 'cjs' },
  },
]);
