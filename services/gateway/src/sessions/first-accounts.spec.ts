import { createLogger } from '@sportello/service-kit';
import { aMunicipality } from '../testing/a-municipality';
import { FirstAccounts } from './first-accounts';

const silent = createLogger({ service: 'gateway', level: 'silent' });

describe('The first accounts of a Comune that came while the product runs', () => {
  it('are tried again after a failure, until they are there', async () => {
    let tries = 0;
    const accounts = new FirstAccounts(
      () => ((tries += 1) < 3 ? Promise.reject(new Error('the database is away')) : Promise.resolve()),
      silent,
      [0, 0, 0],
    );
    await accounts.of([aMunicipality()]);
    expect(tries).toBe(3);
  });

  it('are given up after so many tries, and at once when the product ends', async () => {
    let tries = 0;
    const failing = (): Promise<void> => {
      tries += 1;
      return Promise.reject(new Error('the database is away'));
    };
    await new FirstAccounts(failing, silent, [0, 0]).of([aMunicipality()]);
    expect(tries).toBe(3);
    const ending = new FirstAccounts(failing, silent, [600_000]);
    const trying = ending.of([aMunicipality()]);
    ending.stop();
    await trying;
    expect(tries).toBe(4);
  });

  it('are nothing to do when none came', async () => {
    await new FirstAccounts(() => Promise.reject(new Error('asked')), silent, []).of([]);
  });
});
