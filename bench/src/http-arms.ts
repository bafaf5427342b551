import { ArmProcess } from './arm-process';
import type { LoadAnswer, LoadOrder } from './load-order';
import { report } from './payload';
import type { Product } from './product';
import type { Arm } from './rounds';
import type { Setting } from './setting';

export const CONNECTIONS = 32;

/** Asks the load generator, a process of its own, and refuses a figure with failures in it. */
export class Load {
  private constructor(private readonly process: ArmProcess<LoadOrder, LoadAnswer>) {}

  static async start(setting: Setting): Promise<Load> {
    const { arm } = await ArmProcess.start<LoadOrder, LoadAnswer>(setting.peer('load'));
    setting.atEnd(() => arm.stop());
    return new Load(arm);
  }

  async run(order: LoadOrder): Promise<LoadAnswer> {
    const answer = await this.process.ask(order);
    if (answer.failed > 0) throw new Error(`${answer.failed} requests to ${order.url} failed`);
    return answer;
  }
}

/** `nothing`: the same request, validated and answered, and forgotten. */
export type CrudWrite = 'save' | 'insert' | 'plain' | 'nothing';

/** A ticket desk in its own process, on its own database of the shared server. Answers its base URL. */
export async function startCrud(setting: Setting, adapter: 'express' | 'fastify', write: CrudWrite): Promise<string> {
  const url = await setting.database(`crud_${adapter}_${write}`);
  const { arm, hello } = await ArmProcess.start(setting.peer('ticket-crud'), {
    DATABASE_URL: url,
    ADAPTER: adapter,
    WRITE: write,
    CREATE: 'true',
    NODE_ENV: 'production',
  });
  setting.atEnd(() => arm.stop());
  if (hello.url === undefined) throw new Error('The ticket desk did not say its address');
  return `${hello.url.replace('[::1]', '127.0.0.1')}/tickets`;
}

/** Durable 201s of the product; between turns the read models catch up, so that no arm pays for another. */
export function intakeArm(setting: Setting, load: Load, product: Product): Arm {
  return {
    name: 'reports through the gateway',
    run: async () => {
      const measured = await load.run({ ...post(setting), url: `${product.url}/api/v1/reports` });
      await product.settled();
      return measured;
    },
  };
}

/** The way of a report up to where keys, log and read models would begin: door, both validations, the bus, and a refusal, for an unknown category. */
export function refusedArm(setting: Setting, load: Load, product: Product): Arm {
  const body = JSON.stringify({ ...report, category: 'no-such-category' });
  return {
    name: 'reports refused by their owner',
    run: () => load.run({ ...post(setting), url: `${product.url}/api/v1/reports`, body, status: 400 }),
  };
}

export function crudArm(setting: Setting, load: Load, name: string, url: string): Arm {
  return { name, run: () => load.run({ ...post(setting), url }) };
}

function post(setting: Setting): Omit<LoadOrder, 'url'> {
  return { method: 'POST', connections: CONNECTIONS, seconds: setting.seconds, body: JSON.stringify(report) };
}
