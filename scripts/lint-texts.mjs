import { text } from 'node:stream/consumers';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { root } from './run.mjs';

// Reads `[{ path, code }]` from standard input, lints each text as if it stood at its path, and writes `[{ path, broken: [rule] }]`.
// Files that do not exist have no types, so rules that need them are off.
const eslint = new ESLint({
  cwd: root,
  overrideConfig: [{ files: ['**/*.ts'], ...tseslint.configs.disableTypeChecked }],
});
const results = [];
for (const { path, code } of JSON.parse(await text(process.stdin))) {
  const [result] = await eslint.lintText(code, { filePath: path });
  results.push({ path, broken: result.messages.map(({ ruleId, message }) => ruleId ?? message) });
}
process.stdout.write(JSON.stringify(results));
