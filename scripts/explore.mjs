/** The terminal's way in: sets up what is missing, then runs src/cli. */
import { ensureDependencies } from './setup.mjs';

ensureDependencies();
const { register } = await import('tsx/esm/api');
register();
await import('../src/cli/program.ts');
