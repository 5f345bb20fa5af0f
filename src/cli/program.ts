/** The process: its streams and its end. Importing this file runs it. */
import { main } from './main.ts';

// stdout belongs to the answer. Libraries that chatter do it on stderr, and Node's own warnings about experimental
// features are nothing that a person could act on.
console.log = console.error;
console.info = console.error;
console.debug = console.error;
process.removeAllListeners('warning');

const streams = [process.stdout, process.stderr];

// Whoever reads the answer may stop reading, as `head` does.
for (const stream of streams) {
  stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
}

const code = await main(process.argv.slice(2), {
  answer: (text) => {
    process.stdout.write(text);
  },
  note: (line) => {
    process.stderr.write(`${line}\n`);
  },
});

// A pipe takes a long answer bit by bit, and the runtime's threads would keep the process: leave when all is out.
await Promise.all(streams.map((stream) => new Promise((resolve) => stream.write('', resolve))));
process.exit(code);
