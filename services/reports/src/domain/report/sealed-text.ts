/** The sealed text that a command carries, to be put into its event; nothing when it carries none. */
export function textOf({ sealedText }: { readonly sealedText?: string }): { readonly sealedText?: string } {
  return sealedText === undefined ? {} : { sealedText };
}
