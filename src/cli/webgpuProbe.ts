/** Whether the machine has an adapter for WebGPU, asked in a process of its own. */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

export type Adapter = 'found' | 'none' | 'noPackage';

/** Seconds until a driver that does not answer counts as none. */
const patience = 20;

const script = (module: string): string => `
const { create } = await import(${JSON.stringify(module)});
const adapter = await create([]).requestAdapter({ powerPreference: 'high-performance' });
process.stdout.write(adapter ? 'found' : 'none', () => process.exit());
`;

/**
 * Dawn complains of every missing driver, and drivers of themselves, in lines that they write past Node. In a process
 * whose output nobody shows they stay out of the answer; a driver that crashes takes only that process with it.
 */
export function findAdapter(): Promise<Adapter> {
  let module: string;
  try {
    module = pathToFileURL(createRequire(import.meta.url).resolve('webgpu')).href;
  } catch {
    return Promise.resolve('noPackage');
  }
  const args = ['--input-type=module', '--eval', script(module)];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { timeout: patience * 1000, env: process.env }, (_error, stdout) =>
      resolve(stdout.includes('found') ? 'found' : 'none'),
    );
  });
}
