import type { Actor } from '@sportello/contracts';
import { aMunicipality } from '../testing/a-municipality';
import { RoutingDryRuns } from './routing-dry-runs';

const mayor: Actor = {
  kind: 'staff',
  id: 'sindaca',
  municipalityId: 'borgo-prova',
  roles: ['administrator'],
  departments: [],
};
const MARCH = { from: '2026-03-01T00:00:00.000Z', to: '2026-04-01T00:00:00.000Z' };
const nothing = {
  texts: { open: () => Promise.resolve([]) },
  reads: { write: () => Promise.resolve() },
  codesIn: () => Promise.resolve(['7K3M9QX2ZDE']),
};

/** A store that answers nobody before they give up. */
const silent = {
  readStream: (_stream: string, { signal }: { readonly signal?: AbortSignal } = {}): Promise<never> =>
    new Promise((_resolve, fail) => signal?.addEventListener('abort', () => fail(signal.reason as Error))),
};

it('A dry run that takes too long is given up, says so, and keeps nobody from the next', async () => {
  const dryRuns = new RoutingDryRuns({ ...nothing, store: silent }, 20);
  for (let turn = 0; turn < 2; turn += 1)
    expect(await dryRuns.run(aMunicipality(), MARCH, mayor)).toMatchObject({ code: 'DRY_RUN_TOO_LARGE' });
});

it('A dry run that fails keeps nobody from the next, and is a failure', async () => {
  const broken = { readStream: () => Promise.reject(new Error('broken')) };
  const dryRuns = new RoutingDryRuns({ ...nothing, store: broken });
  for (let turn = 0; turn < 2; turn += 1)
    await expect(dryRuns.run(aMunicipality(), MARCH, mayor)).rejects.toThrow('broken');
});

it('Dry runs of two Comuni do not wait for each other', async () => {
  const dryRuns = new RoutingDryRuns({ ...nothing, store: silent }, 20);
  const answers = [
    dryRuns.run(aMunicipality(), MARCH, mayor),
    dryRuns.run(aMunicipality('altrove'), MARCH, mayor),
    dryRuns.run(aMunicipality(), MARCH, mayor),
  ];
  expect(await Promise.all(answers)).toMatchObject([
    { code: 'DRY_RUN_TOO_LARGE' },
    { code: 'DRY_RUN_TOO_LARGE' },
    { code: 'DRY_RUN_UNDER_WAY' },
  ]);
});
