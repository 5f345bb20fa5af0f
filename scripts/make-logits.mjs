/**
 * Writes src/runtime/check/pytorchLogits.json: PyTorch's logits for the networks of fixtures/golden.json.gz, the small
 * part of the fixtures that the page's check compares with. Networks that are the same by another name stand once.
 *
 *   node scripts/make-logits.mjs
 */
import { writeFileSync } from 'node:fs';
import { register } from 'tsx/esm/api';
import { ensureDependencies } from './setup.mjs';

ensureDependencies();
register();
const from = (path) => import(new URL(`../${path}`, import.meta.url).href);
const { golden } = await from('fixtures/golden.ts');
const { writeStored } = await from('src/runtime/check/storedForm.ts');

const path = new URL('../src/runtime/check/pytorchLogits.json', import.meta.url);
const file = writeStored(golden.networks);
writeFileSync(path, `${JSON.stringify(file, null, 2)}\n`);
console.log(`${file.rows.length} networks`);
