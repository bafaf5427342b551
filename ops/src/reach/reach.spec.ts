import { list } from '../projections/list.command';
import { runCommand } from '../command-line/run-command';
import { loadedModules } from '../testing/loaded-modules';
import { reach } from './reach';

const WITHIN_CLI_PROGRESS = ['ansi-regex', 'emoji-regex', 'is-fullwidth-code-point', 'string-width', 'strip-ansi'];

describe('A question over the socket', () => {
  it('waits for no framework, no driver and no class that checks messages', () => {
    expect([list, runCommand, reach]).not.toContain(undefined);
    const { files, packages } = loadedModules();
    expect(files).toContain('libs/messaging/src/operators-socket/operators-client.ts');
    expect(packages).toEqual(['cli-progress', ...WITHIN_CLI_PROGRESS].sort());
    expect(files.filter((file) => file.endsWith('.dto.ts'))).toEqual([]);
  });
});
