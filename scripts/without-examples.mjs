/**
 * A bundler plugin: leaves the examples out of the table of programs. They are its tests, and every service would keep
 * them in memory.
 */
export function withoutExamples() {
  return {
    name: 'without-examples',
    transform: {
      filter: { id: /src\/shell\/programs\/[\w-]+\.ts$/ },
      handler(code) {
        let rest = '';
        let end = 0;
        for (const example of examplesIn(this.parse(code, { lang: 'ts' }))) {
          rest += code.slice(end, example.start);
          end = example.end;
          if (code[end] === ',') end += 1;
        }
        return { code: rest + code.slice(end), map: null };
      },
    },
  };
}

/** The properties of that name that entries of the table have, in order. */
function* examplesIn(node) {
  if (typeof node !== 'object' || node === null) return;
  if (node.type === 'Property' && node.key.name === 'examples') yield node;
  else for (const child of Object.values(node)) yield* examplesIn(child);
}
