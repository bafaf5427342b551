import { isMunicipalityId } from '@sportello/event-sourcing';
import { PEERS, ROLES, type Actor, type PeerName, type Role } from '@sportello/contracts/words';

/** May this peer sign for this actor? The door speaks for its callers; anybody else for itself only. */
export function maySignFor(service: PeerName, actor: Actor): boolean {
  return actor.kind === 'service' ? actor.id === service : service === 'gateway';
}

/** An actor out of a token's claim, or undefined when it is none. Rebuilt field by field: nothing unknown gets through. */
export function readActor(claim: unknown): Actor | undefined {
  if (typeof claim !== 'object' || claim === null) return undefined;
  const { kind, id, municipalityId, roles, departments } = claim as Record<string, unknown>;
  switch (kind) {
    case 'anonymous':
      return isMunicipality(municipalityId) ? { kind, municipalityId } : undefined;
    case 'staff':
      return isText(id) && isMunicipality(municipalityId) && isListOf(roles, isRole) && isListOf(departments, isText)
        ? { kind, id, municipalityId, roles, departments }
        : undefined;
    case 'service':
      return isPeer(id) ? { kind, id } : undefined;
    default:
      return undefined;
  }
}

export function isPeer(value: unknown): value is PeerName {
  return PEERS.some((peer) => peer === value);
}

function isRole(value: unknown): value is Role {
  return ROLES.some((role) => role === value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isMunicipality(value: unknown): value is string {
  return typeof value === 'string' && isMunicipalityId(value);
}

function isListOf<Item>(value: unknown, isItem: (item: unknown) => item is Item): value is Item[] {
  return Array.isArray(value) && value.every(isItem);
}
