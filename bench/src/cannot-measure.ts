/** What a bench needs is not on this machine; the message says what. */
export class CannotMeasure extends Error {
  override readonly name = 'CannotMeasure';
}
