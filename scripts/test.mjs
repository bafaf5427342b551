import { createRequire } from 'node:module';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { ensureNatsServer } from './nats-server.mjs';
import { prepare } from './prepare.mjs';
import { root, run } from './run.mjs';

/** In the last one the product has the machine to itself, so that its times mean something. */
const ROUNDS = [['unit', 'integration'], ['side-by-side'], ['end-to-end']];

// `npm test` runs everything; `npm test -- <what jest takes>` hands its arguments on to each round.
const given = process.argv.slice(2);
await prepare({ dev: true });
await ensureNatsServer();
await ensureChromium();
const untried = createRequire(import.meta.url)('./what-can-be-tried.cjs').whatCannotBeTried();

const results = mkdtempSync(join(tmpdir(), 'sportello-tests-'));
const total = { passed: 0, failed: 0, skipped: 0 };
try {
  for (const [index, projects] of ROUNDS.entries()) {
    const output = join(results, `${index}.json`);
    const code = await jest(projects, output);
    const counted = count(output);
    total.passed += counted.passed;
    total.failed += counted.failed > 0 || code === 0 ? counted.failed : 1;
    total.skipped += counted.skipped;
  }
} finally {
  rmSync(results, { recursive: true, force: true });
}
for (const { suite, needs } of untried) console.error(`NOT TRIED HERE: ${suite} needs ${needs}.`);
const required = untried.filter(({ optional }) => !optional);
if (required.length > 0 && process.env.CI) {
  console.error('Where CI is set everything must be tried, so this counts as a failure.');
  total.failed += required.length;
}
if (total.skipped > 0) console.error('Tests were skipped: nothing may be skipped here, so this counts as a failure.');
if (total.passed === 0) console.error('No test ran.');
process.exitCode = total.failed > 0 || total.skipped > 0 || total.passed === 0 ? 1 : 0;
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);

function jest(projects, output) {
  const workers = projects[0] === 'end-to-end' ? '--runInBand' : '--maxWorkers=100%';
  const program = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const args = [
    '--selectProjects',
    ...projects,
    workers,
    '--passWithNoTests',
    '--json',
    `--outputFile=${output}`,
    ...given,
  ];
  return run(process.execPath, [program, ...args], {
    env: { ...process.env, FORCE_COLOR: process.env.FORCE_COLOR ?? '0' },
  });
}

/** A suite that could not even run counts as one failure. */
function count(output) {
  let report;
  try {
    report = JSON.parse(readFileSync(output, 'utf8'));
  } catch {
    console.error('jest ended without a report.');
    return { passed: 0, failed: 1, skipped: 0 };
  }
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
