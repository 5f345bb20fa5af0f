import { describe, expect, it } from 'vitest';
import type { BackendId, BackendReport } from '../contract.ts';
import { contenders, fallbackOrder, fastest, whyBest } from './choose.ts';
import { isSoftware } from './software.ts';

const report = (id: BackendId, rest: Partial<BackendReport> = {}): BackendReport => ({
  id,
  status: 'untried',
  detail: { key: 'run.backend.untried', values: {} },
  deviation: null,
  probeMs: null,
  software: false,
  ...rest,
});

describe('the choice of a backend', () => {
  const software = [
    report('webgpu', { software: true }),
    report('webgl', { software: true }),
    report('wasm', { status: 'ready', probeMs: 40 }),
    report('cpu'),
  ];
  const hardware = [
    report('webgpu', { status: 'ready', probeMs: 9 }),
    report('webgl', { status: 'ready', probeMs: 15 }),
    report('wasm', { status: 'ready', probeMs: 40 }),
    report('cpu'),
  ];

  it('takes the fastest that was measured', () => {
    expect(fastest(hardware)).toBe('webgpu');
    expect(
      fastest(hardware.map((entry) => (entry.id === 'webgpu' ? { ...entry, status: 'failed' } : entry))),
    ).toBe('webgl');
    expect(fastest(software)).toBe('wasm');
    expect(fastest([report('cpu', { status: 'ready' })])).toBe('cpu');
    expect(fastest([report('cpu')])).toBeNull();
  });

  it('does not measure an adapter that the processor plays', () => {
    expect(contenders(software)).toEqual([]);
    expect(contenders([report('webgpu'), report('webgl', { status: 'unavailable' }), report('cpu')])).toEqual(
      ['webgpu'],
    );
  });

  it('falls back to hardware before software, and to plain script last', () => {
    expect(fallbackOrder(software)).toEqual(['wasm', 'webgpu', 'webgl', 'cpu']);
    expect(fallbackOrder([report('webgpu', { software: true }), report('webgl')])).toEqual([
      'wasm',
      'webgl',
      'webgpu',
      'cpu',
    ]);
  });

  it('says why', () => {
    expect(whyBest(hardware).key).toBe('run.why.fastest');
    expect(whyBest(software).key).toBe('run.why.processor');
    expect(whyBest([report('cpu', { status: 'ready' })]).key).toBe('run.why.only');
  });

  it.each([
    ['Google SwiftShader', true],
    ['llvmpipe (LLVM 15.0.7, 256 bits)', true],
    ['Microsoft Basic Render Driver', true],
    ['ANGLE (NVIDIA, NVIDIA GeForce RTX 3060 Direct3D11)', false],
    ['Apple M2', false],
  ])('knows whether %s is software', (name, expected) => expect(isSoftware(name)).toBe(expected));
});
