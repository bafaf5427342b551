import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { INSTALLATION_SUBJECT, OPERATOR_SUBJECTS, type InstallationView, type ReadersView } from '@sportello/contracts';
import { viewOf } from '@sportello/event-sourcing';
import { freePort } from '@sportello/event-sourcing/testing';
import { OperatorsClient } from '@sportello/messaging';
import { READ_MODELS } from '@sportello/reports';
import type { Setting } from './setting';

/** The read model of the status page, as queries see it. */
export const STATUS_PAGE = READ_MODELS.filter(({ name }) => name === 'status_page')
  .map((projection) => `reports.${viewOf(projection)}`)
  .join();

export const AS_BENCH = { correlationId: 'bench', causationId: 'bench' };

/** The product as `npm start` runs it, on the database that all arms share. */
export interface Product {
  readonly url: string;
  readonly adminUrl: string;
  readonly dataDir: string;
  /** What it was started with: for commands of the operators on the same installation. */
  readonly environment: Readonly<Record<string, string>>;
  /** Waits until every reader, but for those named, has caught up with the log. */
  settled(but?: readonly string[]): Promise<void>;
  /** Where it keeps what. */
  installation(): Promise<InstallationView>;
  stop(): Promise<void>;
}

/** An installation of its own in that database. */
export function productEnvironment(setting: Setting, adminUrl: string): Readonly<Record<string, string>> {
  return {
    NODE_ENV: 'production',
    DATABASE_URL: adminUrl,
    DATA_DIR: dataDirOf(setting, adminUrl),
    MUNICIPALITIES_DIR: join(process.cwd(), 'deploy', 'municipalities'),
    DEMO: 'false',
    ADMIN_EMAIL: 'bench@example.org',
    LOG_LEVEL: 'error',
  };
}

function dataDirOf(setting: Setting, adminUrl: string): string {
  return join(setting.folder, new URL(adminUrl).pathname);
}

export async function startProduct(setting: Setting): Promise<Product> {
  const adminUrl = await setting.database('product');
  const port = await freePort();
  const environment = productEnvironment(setting, adminUrl);
  const child = spawn(process.execPath, [join(process.cwd(), 'dist', 'embedded', 'src', 'main.js')], {
    env: {
      ...process.env,
      ...environment,
      HOST: '127.0.0.1',
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      RATE_LIMIT_PER_MINUTE: '100000000',
      RATE_LIMIT_SUBMISSIONS_PER_HOUR: '100000000',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  setting.atEnd(stop);
  const url = `http://127.0.0.1:${port}`;
  await until(90_000, 'the product to be ready', async () => {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`The product ended with ${child.exitCode ?? child.signalCode}`);
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5000) }).catch(() => undefined);
    return answer?.status === 200;
  });
  const dataDir = dataDirOf(setting, adminUrl);
  return {
    url,
    adminUrl,
    dataDir,
    environment,
    settled: (but = []) => asOperator(dataDir, (operators) => settled(operators, but)),
    installation: () => asOperator(dataDir, installation),
    stop,
  };
}

async function asOperator<T>(dataDir: string, work: (operators: OperatorsClient) => Promise<T>): Promise<T> {
  const operators = await OperatorsClient.connect(dataDir);
  if (!operators) throw new Error('The product does not listen to operators');
  try {
    return await work(operators);
  } finally {
    await operators.close();
  }
}

function settled(operators: OperatorsClient, but: readonly string[]): Promise<void> {
  return until(7_200_000, 'the readers to catch up', async () => {
    const reply = await operators.request<ReadersView>(OPERATOR_SUBJECTS.projections, {}, AS_BENCH);
    return reply.ok && reply.value.readers.every(({ name, lag }) => lag === 0 || but.includes(name));
  });
}

async function installation(operators: OperatorsClient): Promise<InstallationView> {
  const reply = await operators.request<InstallationView>(INSTALLATION_SUBJECT, {}, AS_BENCH);
  if (!reply.ok) throw new Error(`The product does not say where it keeps what: ${reply.refusal.code}`);
  return reply.value;
}

/** Waits for a condition, asking every `everyMs`. @throws Error after the deadline */
export async function until(
  deadlineMs: number,
  what: string,
  condition: () => Promise<boolean>,
  everyMs = 50,
): Promise<void> {
  const end = performance.now() + deadlineMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`Waited ${deadlineMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
