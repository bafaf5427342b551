import { randomUUID } from 'node:crypto';
import type { INestMicroservice } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  commandOn,
  HealthQuery,
  RateReport,
  SUBJECTS,
  UnsealQuery,
  type Actor,
  type ServiceName,
  type StaffActor,
} from '@sportello/contracts';
import type { Bus, BusLogger, RequestContext, RequestMetadata } from '../../bus';
import { Answers, BusController, From, Message, Meta } from '../../decorators';
import { CapturedLog } from '../captured-log';
import { testKeys, type TestKeys } from '../test-keys';

/** A message as anyone who gets at the wire could write it. */
export interface RawMessage {
  readonly token: string;
  readonly metadata: string;
  readonly body: Uint8Array;
}

/** What the suite needs of a transport: replicas that share one wire, and the wire itself. */
export interface Wire {
  bus(service: ServiceName, keys: TestKeys, logger: BusLogger): Promise<Bus>;
  /** Sends as the gateway's process could and gives the reply's text. */
  raw(subject: string, message: RawMessage): Promise<string>;
  /** Gives a hint as the reports process could. */
  rawHint(subject: string, payload: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export type Handler = (message: object, actor: Actor, metadata: RequestMetadata) => unknown;

/** What the replica's handlers do; each test says it. */
@Injectable()
export class Behaviour {
  handle: Handler = () => ({});
}

const Rate = commandOn(RateReport);

/** A reports service of which only the bus is real. */
@BusController()
export class ProbeController {
  constructor(private readonly behaviour: Behaviour) {}

  @Answers(SUBJECTS.reportsHealth)
  health(@Message() query: HealthQuery, @From() actor: Actor, @Meta() metadata: RequestMetadata): unknown {
    return this.behaviour.handle(query, actor, metadata);
  }

  @Answers(SUBJECTS.rateReport, { from: ['gateway'] })
  rate(@Message(Rate) message: object, @From() actor: Actor, @Meta() metadata: RequestMetadata): unknown {
    return this.behaviour.handle(message, actor, metadata);
  }

  @Answers(SUBJECTS.startWork, { from: ['gateway'], roles: ['department'] })
  start(@From() actor: Actor, @Meta() metadata: RequestMetadata): unknown {
    return this.behaviour.handle({}, actor, metadata);
  }

  @Answers(SUBJECTS.unseal, { from: ['notifications'] })
  unseal(@Message() query: UnsealQuery, @From() actor: Actor, @Meta() metadata: RequestMetadata): unknown {
    return this.behaviour.handle(query, actor, metadata);
  }
}

class ProbeModule {}

export interface Replica {
  readonly bus: Bus;
  readonly app: INestMicroservice;
  readonly log: CapturedLog;
  /** Sets what its handlers do. */
  does(handle: Handler): void;
}

/** One wire with keys, a gateway, and as many replicas of the reports service as a test opens. */
export class World {
  readonly #open: (() => Promise<unknown>)[] = [];
  readonly #endings: (() => void)[] = [];

  private constructor(
    readonly wire: Wire,
    readonly keys: TestKeys,
  ) {}

  static async on(wire: Wire): Promise<World> {
    return new World(wire, await testKeys());
  }

  async bus(service: ServiceName, log: BusLogger = new CapturedLog()): Promise<Bus> {
    const bus = await this.wire.bus(service, this.keys, log);
    this.#open.push(() => bus.close());
    return bus;
  }

  async replica(handle: Handler = () => ({})): Promise<Replica> {
    const log = new CapturedLog();
    const bus = await this.bus('reports', log);
    const behaviour = new Behaviour();
    const module = {
      module: ProbeModule,
      controllers: [ProbeController],
      providers: [{ provide: Behaviour, useValue: behaviour }],
    };
    const app = await NestFactory.createMicroservice(module, { strategy: bus.server(), logger: false });
    this.#open.push(() => app.close());
    const does = (next: Handler) => {
      behaviour.handle = next;
    };
    does(handle);
    await app.listen();
    return { bus, app, log, does };
  }

  /** What a handler returns that does not answer as long as the test runs. */
  forever(): Promise<unknown> {
    return new Promise((resolve) => this.#endings.push(() => resolve(undefined)));
  }

  /** Closes what the test opened; the wire stays for the next one. */
  async reset(): Promise<void> {
    for (const end of this.#endings.splice(0)) end();
    for (const close of this.#open.splice(0).reverse()) await close();
  }

  async close(): Promise<void> {
    await this.reset();
    await this.wire.close();
    await this.keys.remove();
  }
}

export function aContext(actor: Actor = { kind: 'anonymous', municipalityId: 'borgo-esempio' }): RequestContext {
  const id = randomUUID();
  return { actor, metadata: { correlationId: id, causationId: id } };
}

export const aDepartment: StaffActor = {
  kind: 'staff',
  id: 'account-1',
  municipalityId: 'borgo-esempio',
  roles: ['department'],
  departments: ['roads'],
};

export const theFrontOffice: StaffActor = { ...aDepartment, roles: ['operator'], departments: [] };

export const aRating = { code: '00000000000', body: { rating: 4 } };
