/** The product cannot start, for a reason that whoever started it can mend; the message says how. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}
