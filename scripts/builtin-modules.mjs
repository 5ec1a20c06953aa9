/**
 * A bundler plugin: takes the modules of Node from `process.getBuiltinModule` instead of importing them. For an import Node
 * reads every property of a module, and so loads all that stands behind the lazy ones: of `node:process`, `node:util`
 * and `node:crypto` that is 5 MiB and several milliseconds that no program here has a use for.
 */
export function builtinModules() {
  return {
    name: 'builtin-modules',
    renderChunk(code) {
      const imports = this.parse(code).body.filter(
        (node) => node.type === 'ImportDeclaration' && node.source.value.startsWith('node:'),
      );
      let rest = code;
      for (const { start, end, source, specifiers } of imports.reverse())
        rest = `${rest.slice(0, start)}${specifiers.map((one) => declared(one, source.value)).join('')}${rest.slice(end)}`;
      return rest;
    },
  };
}

function declared(specifier, name) {
  const module = `globalThis.process.getBuiltinModule(${JSON.stringify(name)})`;
  const local = specifier.local.name;
  if (specifier.type !== 'ImportSpecifier') return `const ${local} = ${module};\n`;
  return `const { ${specifier.imported.name}: ${local} } = ${module};\n`;
}
