import { isMap, isNode, isScalar, isSeq, type Document, type LineCounter } from 'yaml';

/** A path into a YAML file, such as `['categories', 3, 'department']`. */
export type FilePath = readonly (string | number)[];

/** The line (from 1) where the value at `path` begins; where the path leads nowhere, of the nearest value around it. */
export function lineInYaml(document: Document.Parsed, lines: LineCounter, path: FilePath): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
      if (!pair) break;
      // a value that begins on the next line is still announced by its key
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step];
      if (isNode(node)) offset = node.range?.[0] ?? offset;
    } else {
      break;
    }
  }
  return lines.linePos(offset).line;
}
