import { isMunicipalityId } from '@sportello/event-sourcing';
import { ROLES, SERVICES, type Actor, type Role, type ServiceName } from '@sportello/contracts';

/** May this service sign for this actor? The door speaks for its callers; any other service for itself only. */
export function maySignFor(service: ServiceName, actor: Actor): boolean {
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
      return isService(id) ? { kind, id } : undefined;
    default:
      return undefined;
  }
}

export function isService(value: unknown): value is ServiceName {
  return SERVICES.some((service) => service === value);
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
