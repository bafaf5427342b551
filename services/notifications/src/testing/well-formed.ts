/** Elements that HTML never closes. */
const VOID = new Set(['meta', 'hr', 'br', 'img', 'link']);

/** Tags that were opened and not closed, or closed and not opened, in the order met; stray `<` and `&` too. Empty: well formed. */
export function unbalancedTags(html: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  const rest = html
    .replace(/<!doctype html>/i, '')
    .replace(/<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+="[^"<]*")*)\s*(\/?)>/g, (_, close, name) => {
      const tag = String(name);
      if (close === '/') {
        if (open.pop() !== tag) wrong.push(`</${tag}>`);
      } else if (!VOID.has(tag)) open.push(tag);
      return '';
    });
  const stray = rest.match(/<[^\n]{0,20}|&(?!#?[a-z0-9]+;)/gi) ?? [];
  return [...wrong, ...open.map((tag) => `<${tag}>`), ...stray];
}
