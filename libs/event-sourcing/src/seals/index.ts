export * from './anchor';
export { DIGEST_BYTES, eventDigest, type DigestedEvent } from './event-digest';
export { inclusionProof, merkleRoot, rootFromProof } from './merkle-tree';
export * from './receipt';
export * from './seal';
export * from './seal-findings';
export * from './verify-seals';
