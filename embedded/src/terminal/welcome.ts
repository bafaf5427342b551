import type { DatabaseMode, Ground } from '../ground/ground';
import { box, type BoxLine } from './box';

/** How the parts are put together this time. */
export interface Topology {
  /** Where the gateway listens, as a URL. */
  readonly address: string;
  readonly processes: string;
  readonly bus: string;
}

/** The box that ends the start: addresses, accounts, mode of each part. */
export function welcome(ground: Ground, topology: Topology): string {
  const { settings, municipalities } = ground;
  const names = municipalities.all().map(({ name }) => name);
  const base = settings.publicUrl;
  return box([
    `Sportello · ${names.slice(0, 3).join(', ')}${names.length > 3 ? `, ... (${names.length})` : ''}${settings.demo ? ' · demo' : ''}`,
    '',
    ['API', `${base}/api/v1`],
    ['API docs', `${base}/api/docs`],
    ...(settings.demo ? [['Dev mailbox', `${base}/dev/mail`] as const] : []),
    ['Health', `${base}/health/ready`],
    ['Listening on', topology.address],
    '',
    ...accounts(ground),
    '',
    ['Processes', topology.processes],
    ['Bus', topology.bus],
    ['Event store', eventStore(settings.eventStoreDbUrl)],
    ['PostgreSQL', describe(ground.database)],
    [
      'Mail',
      settings.demo
        ? 'dev mailbox: nothing leaves'
        : settings.smtpUrl
          ? `SMTP ${new URL(settings.smtpUrl).hostname}`
          : 'none: set SMTP_URL',
    ],
    [
      'Municipalities',
      settings.municipalitiesGiven ? settings.municipalitiesDir : 'the example; set MUNICIPALITIES_DIR for yours',
    ],
    ['Data directory', settings.dataDir],
  ]);
}

function accounts({ settings, credentials }: Ground): BoxLine[] {
  if (settings.demo && credentials.demoPassword !== undefined) {
    return [
      ['urp@demo.it', 'front office'],
      ['strade@demo.it', 'department of roads'],
      ['verde@demo.it', 'department of green areas'],
      ['redazione@demo.it', 'editor'],
      ['admin@demo.it', 'administrator'],
      ['Password', credentials.demoPassword],
    ];
  }
  const { adminEmail, adminPassword, adminPasswordIsNew, adminPasswordFile } = credentials;
  const where = adminPasswordFile ? `in ${adminPasswordFile}` : 'from ADMIN_PASSWORD';
  return [
    ['Administrator', adminEmail],
    ['Password', adminPasswordIsNew ? `${adminPassword}  (shown only now; ${where})` : where],
  ];
}

/** The hosts alone: what stands before them is an account with its password. */
function eventStore(url: string | undefined): string {
  if (url === undefined) return 'PostgreSQL';
  const [, hosts = ''] = /^[^:]+:\/\/(?:[^@/?]*@)?([^/?]*)/.exec(url) ?? [];
  return `EventStoreDB, at ${hosts}`;
}

function describe(database: DatabaseMode): string {
  if (database.kind === 'given') return `yours, at ${database.where}`;
  const account = database.account === undefined ? '' : `, as the user ${database.account}`;
  return `ours, ${database.kind}${account}, in ${database.where}`;
}
