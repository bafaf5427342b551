import type { Refusal } from '@sportello/contracts/words';
import type { AskOptions, Product } from '../reach/product';

/** The product refused; the message is for people. */
export class ProductRefused extends Error {
  override readonly name = 'ProductRefused';
  constructor(readonly refusal: Refusal) {
    super(textOf(refusal));
  }
}

/** The value of the reply. @throws ProductRefused, and what the bus throws */
export async function ask<T>(product: Product, subject: string, payload: object, options?: AskOptions): Promise<T> {
  const reply = await product.ask<T>(subject, payload, options);
  if (reply.ok) return reply.value;
  throw new ProductRefused(reply.refusal);
}

function textOf({ code, detail, errors = [] }: Refusal): string {
  const fields = errors.map(({ message }) => message).filter((message) => message !== detail);
  return [detail, ...fields].filter((text) => text !== undefined).join('; ') || code;
}
