/** The terminal's way in: sets up what is missing, then runs src/cli/main.ts. */
import { ensureDependencies } from './setup.mjs';

ensureDependencies();

// stdout belongs to the answer. Libraries that chatter do it on stderr, and Node's own warnings about experimental
// features are nothing that a person could act on.
console.log = console.info = console.debug = console.error;
process.removeAllListeners('warning');

// Whoever reads the answer may stop reading, as `head` does.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 1));
}

const { register } = await import('tsx/esm/api');
register();
const { main } = await import('../src/cli/main.ts');

const code = await main(process.argv.slice(2), {
  answer: (text) => process.stdout.write(text),
  note: (line) => process.stderr.write(`${line}\n`),
});
// A pipe takes a long answer bit by bit, and threads of the runtime would keep the process: leave when all is out.
await Promise.all(
  [process.stdout, process.stderr].map((stream) => new Promise((resolve) => stream.write('', resolve))),
);
process.exit(code);
