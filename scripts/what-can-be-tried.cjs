const { execFileSync } = require('node:child_process');
const { accessSync, constants, mkdtempSync, rmdirSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { delimiter, join } = require('node:path');

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'];

/** Suites that this machine cannot run, with what each of them needs; found out by trying. */
function whatCannotBeTried() {
  return [
    ...(canMount()
      ? []
      : [{ suite: 'test/full-disk.e2e-spec.ts', needs: 'a disk of its own: root on Linux with CAP_SYS_ADMIN' }]),
    ...(browser()
      ? []
      : [{ suite: 'test/browser.e2e-spec.ts', needs: `a browser on the PATH: ${BROWSERS.join(' or ')}` }]),
    ...(realEventStoreDb()
      ? []
      : [
          {
            suite: 'libs/event-store-eventstoredb/src/real-server.int-spec.ts',
            needs: 'a real EventStoreDB: EVENTSTOREDB_URL, EVENTSTOREDB_BIN (its executable), or Docker',
            // Nobody must have one: the adapter is tried on the wire server everywhere.
            optional: true,
          },
        ]),
    ...(process.env.EVENTSTOREDB_BIN
      ? []
      : ['leader-change', 'secure-server'].map((suite) => ({
          suite: `libs/event-store-eventstoredb/src/${suite}.int-spec.ts`,
          needs: 'servers to start and to kill: EVENTSTOREDB_BIN, the executable of EventStoreDB',
          optional: true,
        }))),
  ];
}

/** Where tests get a real EventStoreDB from; undefined when nowhere. */
function realEventStoreDb() {
  if (process.env.EVENTSTOREDB_URL) return 'url';
  if (process.env.EVENTSTOREDB_BIN) return 'executable';
  try {
    execFileSync('docker', ['version'], { stdio: 'ignore', timeout: 10_000 });
    return 'docker';
  } catch {
    return undefined;
  }
}

/** Being root is not enough: in a container root may lack the right. */
function canMount() {
  if (process.platform !== 'linux' || process.getuid() !== 0) return false;
  const folder = mkdtempSync(join(tmpdir(), 'sportello-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore', timeout: 10_000 });
    execFileSync('umount', [folder], { stdio: 'ignore', timeout: 10_000 });
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(folder);
  }
}

/** Path of the first browser found; undefined without one. */
function browser() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return BROWSERS.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

module.exports = { whatCannotBeTried, browser, realEventStoreDb };
