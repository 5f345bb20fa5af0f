/** Finds a Python that has PyTorch: it is no dependency of the project, only what some checks are held against. */
import { spawnSync } from 'node:child_process';

const candidates = [process.env.PYTHON, 'python3', '/usr/bin/python3', 'python'];

/** The program and PyTorch's version, or null. */
export function pythonWithTorch() {
  for (const program of candidates) {
    if (!program) continue;
    const { status, stdout } = spawnSync(program, ['-c', 'import torch; print(torch.__version__)'], {
      encoding: 'utf8',
      timeout: 120_000,
    });
    if (status === 0) return { program, version: stdout.trim() };
  }
  return null;
}
