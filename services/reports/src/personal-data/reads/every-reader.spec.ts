import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const SOURCE = join(__dirname, '..', '..');

/** What opens ciphertexts of reports, and how it sees to it that reads are written down. */
const KNOWN: Readonly<Record<string, string>> = {
  'personal-data/sealed-texts.ts': 'takes who reads, and writes it down',
  'personal-data/unseal.query.ts': 'for the service that sends, to the reporters themselves',
  'read-models/status-page/open-file.query.ts': 'writes it down itself',
  'operators/log-view.ts': 'its caller has written it down',
};

it('nothing opens personal data but what is known to write down who reads it', () => {
  const files = readdirSync(SOURCE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!spec)\.ts$/.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name));
  const opening = files.filter((file) => /\.unseal(Each)?\(/.test(readFileSync(file, 'utf8')));
  expect(opening.map((file) => relative(SOURCE, file).replaceAll('\\', '/')).sort()).toEqual(Object.keys(KNOWN).sort());
});
