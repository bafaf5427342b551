import { isIPv6 } from 'node:net';

const GROUPS = 8;
/** One customer has a /64 of IPv6, and takes another address of it whenever they like. */
const NETWORK_GROUPS = 4;

/** What counts as one address: itself, for IPv6 its /64 network. */
export function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address;
  const [head = '', tail] = address.toLowerCase().split('::', 2);
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const [first, last] = [groups(head), groups(tail ?? '')];
  const zeros = Array.from({ length: GROUPS - first.length - last.length }, () => '0');
  return [...first, ...zeros, ...last]
    .slice(0, NETWORK_GROUPS)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
