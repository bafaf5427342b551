/** One line of the box: a heading, a name with its value, or nothing. */
export type BoxLine = string | readonly [name: string, value: string];

/** A frame of box-drawing characters around the lines; as wide as the longest of them. */
export function box(lines: readonly BoxLine[]): string {
  const nameWidth = Math.max(0, ...lines.map((line) => (typeof line === 'string' ? 0 : line[0].length)));
  const texts = lines.map((line) => (typeof line === 'string' ? line : `  ${line[0].padEnd(nameWidth)}  ${line[1]}`));
  const width = Math.max(...texts.map((text) => text.length));
  const framed = texts.map((text) => `│ ${text.padEnd(width)} │`);
  const edge = '─'.repeat(width + 2);
  return [`╭${edge}╮`, ...framed, `╰${edge}╯`].join('\n');
}
