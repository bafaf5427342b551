import type { Actor, ServiceName } from '@sportello/contracts';

/** Who asks, as a verified token says. */
export interface Sender {
  /** The service that signed. */
  readonly service: ServiceName;
  /** On whose behalf. */
  readonly actor: Actor;
}

/** A service's signing key and everybody's public keys. */
export class ActorKeys {
  static load(_dir: string, _service: ServiceName): Promise<ActorKeys> {
    return Promise.reject(new Error('Being written'));
  }
  static ensure(_dir: string): Promise<void> {
    return Promise.reject(new Error('Being written'));
  }
  sign(_actor: Actor, _audience: ServiceName): Promise<string> {
    return Promise.reject(new Error('Being written'));
  }
  verify(_token: string): Promise<Sender> {
    return Promise.reject(new Error('Being written'));
  }
}
