/** The layers of docs/architecture.md, as a test: data goes one way and no part calls back up. */
const pure = ['falco', 'shell'];
const tests = '\\.test\\.ts$|/testing/';
const mayImport = {
  falco: [],
  shell: [],
  agents: [],
  guard: ['falco', 'shell', 'agents'],
  audit: ['agents', 'guard'],
  service: ['agents', 'guard', 'audit'],
  prove: ['agents', 'guard', 'service'],
  hook: ['service', 'guard', 'audit', 'agents'],
  replay: ['falco', 'guard', 'audit'],
  cli: ['falco', 'shell', 'agents', 'guard', 'audit', 'replay', 'service', 'prove'],
};

const layers = Object.entries(mayImport).map(([part, others]) => ({
  name: `layer-${part}`,
  comment: `src/${part} may import ${others.length > 0 ? others.join(', ') : 'no other part'}`,
  severity: 'error',
  from: { path: `^src/${part}/`, pathNot: tests },
  to: { path: '^src/', pathNot: `^src/(${[part, ...others].join('|')})/` },
}));

const faces = Object.keys(mayImport).map((part) => ({
  name: `face-${part}`,
  comment: `other parts reach src/${part} through its index.ts only`,
  severity: 'error',
  from: { path: '^src/', pathNot: `^src/${part}/|${tests}` },
  to: { path: `^src/${part}/`, pathNot: `^src/${part}/index\\.ts$` },
}));

module.exports = {
  forbidden: [
    ...layers,
    ...faces,
    {
      name: 'pure',
      comment: 'the rule language, the shell analysis and the agents do no I/O; sums are none',
      severity: 'error',
      from: { path: `^src/(${[...pure, 'agents'].join('|')})/`, pathNot: tests },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'hook-client-stays-small',
      comment: 'the Node hook client imports node:net and node:fs, nothing else',
      severity: 'error',
      from: { path: '^src/hook/client\\.cts$' },
      to: { pathNot: '^(node:)?(net|fs)$', dynamic: false },
    },
    {
      name: 'testing-is-for-tests',
      comment: 'what only tests need is not in the product',
      severity: 'error',
      from: { path: '^src/', pathNot: tests },
      to: { path: '/testing/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'few-packages-in-product',
      comment:
        'code that is bundled into the product comes from these packages only; docs/dependencies.md says why',
      severity: 'error',
      from: { path: '^src/', pathNot: tests },
      to: { path: 'node_modules', pathNot: 'node_modules/(yaml|jsonc-parser|commander|unbash)/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
