/** Sealing under a key that was erased: the person or the text is gone for good. */
export class KeyErased extends Error {
  override readonly name = 'KeyErased';
}

/** A key's row is not there at all: an alarm, not an erasure. The database was restored without it, or damaged. */
export class KeyMissing extends Error {
  override readonly name = 'KeyMissing';
}

/** A sealed text that its key does not open: altered, moved from another report, or sealed under another master key. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}
