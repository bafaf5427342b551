import type { Point } from './boundary';
import { ByPoint } from './by-point';
import type { Municipality } from './municipality';
import type { MunicipalityFileProblem } from './municipality-file';

/** What became of the Comuni when their files changed. */
export interface MunicipalitiesChange {
  readonly added: readonly Municipality[];
  /** As they are now. */
  readonly changed: readonly Municipality[];
  readonly removed: readonly Municipality[];
}

/** One state of the files; never changed, only exchanged as a whole. */
interface Served {
  readonly all: readonly Municipality[];
  readonly byId: ReadonlyMap<string, Municipality>;
  readonly bySlug: ReadonlyMap<string, Municipality>;
  readonly byHost: ReadonlyMap<string, Municipality>;
  readonly byPoint: ByPoint;
}

/**
 * The Comuni of this installation, as their files are now: they come, change and go while the product runs. Ask at each use; what one answer
 * gave stays as it was.
 */
export class Municipalities {
  private served: Served;
  private wrong: readonly MunicipalityFileProblem[] = [];
  private readonly listeners = new Set<(change: MunicipalitiesChange) => void>();

  /** Ids, slugs and hosts must be distinct, as those of a `MunicipalityFolder` are. */
  constructor(municipalities: readonly Municipality[]) {
    this.served = serving(municipalities);
  }

  /** From now on these are served, all at once; who listens is told when that changes anything. */
  replace(municipalities: readonly Municipality[]): MunicipalitiesChange {
    const before = this.served.byId;
    this.served = serving(municipalities);
    const change: MunicipalitiesChange = {
      added: municipalities.filter(({ id }) => !before.has(id)),
      changed: municipalities.filter(
        ({ id, rulesVersion }) => before.has(id) && before.get(id)?.rulesVersion !== rulesVersion,
      ),
      removed: [...before.values()].filter(({ id }) => !this.served.byId.has(id)),
    };
    if (Object.values(change).some((some: readonly Municipality[]) => some.length > 0))
      for (const listener of this.listeners) listener(change);
    return change;
  }

  /** The listener must not throw. @returns what ends it */
  onChange(listener: (change: MunicipalitiesChange) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** What is wrong in the files as they are now, in spite of which these Comuni are served; from the last look. */
  problems(): readonly MunicipalityFileProblem[] {
    return this.wrong;
  }

  tellProblems(problems: readonly MunicipalityFileProblem[]): void {
    this.wrong = problems;
  }

  all(): readonly Municipality[] {
    return this.served.all;
  }

  byId(id: string): Municipality | undefined {
    return this.served.byId.get(id);
  }

  bySlug(slug: string): Municipality | undefined {
    return this.served.bySlug.get(slug);
  }

  /** As people name one: by its id, or else by its slug. */
  byName(name: string): Municipality | undefined {
    return this.byId(name) ?? this.bySlug(name);
  }

  /** By the value of a `Host` header: case, port and a final dot do not matter. */
  byHost(host: string): Municipality | undefined {
    return this.served.byHost.get(host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, ''));
  }

  /** In whose territory a point lies, edges included; a real one before a fictitious one. */
  at(point: Point): Municipality | undefined {
    return this.served.byPoint.find(point);
  }

  /** The only one there is; undefined when there are several. */
  only(): Municipality | undefined {
    return this.served.all.length === 1 ? this.served.all[0] : undefined;
  }
}

function serving(all: readonly Municipality[]): Served {
  return {
    all,
    byId: new Map(all.map((one) => [one.id, one])),
    bySlug: new Map(all.map((one) => [one.slug, one])),
    byHost: new Map(all.flatMap((one) => one.hosts.map((host) => [host, one] as const))),
    byPoint: new ByPoint(all),
  };
}
