import { OPERATOR_SUBJECTS } from '@sportello/contracts/words';
import type { Command } from 'commander';
import { group } from '../command-line/define-command';
import { importCommand } from './import-command';

/** `import reports|subscribers <file>` */
export function importCommands(program: Command): void {
  const imports = group(program, 'import', 'what another system kept, out of a file');
  importCommand(imports, {
    what: 'reports',
    subject: OPERATOR_SUBJECTS.importReports,
    summary:
      'reports out of a file, one JSON object a line, each with its own reference; running it again adds nothing twice, and no message leaves',
    examples: [
      'sportello import reports old-reports.jsonl                     (checks every line, changes nothing)',
      'sportello import reports old-reports.jsonl --yes',
      'sportello import reports old-reports.jsonl --yes --rejects bad.jsonl --municipality borgo-esempio',
      'sportello import reports old-reports.jsonl --yes --json > codes.jsonl',
    ],
    fromSystem: true,
  });
  importCommand(imports, {
    what: 'subscribers',
    subject: OPERATOR_SUBJECTS.importSubscribers,
    summary:
      'who reads the newsletter already: { email, language?, consentedAt, source } a line, with when and where each agreed. Who is there stays as they are, who unsubscribed stays so',
    examples: [
      'sportello import subscribers newsletter.jsonl                  (checks every line, changes nothing)',
      'sportello import subscribers newsletter.jsonl --yes --rejects to-mend.jsonl',
      'sportello import subscribers newsletter.jsonl --yes --municipality borgo-esempio',
    ],
    fromSystem: false,
  });
}
