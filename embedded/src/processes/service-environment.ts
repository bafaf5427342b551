import type { ServiceName } from '@sportello/contracts';
import type { Ground } from '../ground/ground';

const OF_THE_MACHINE = [
  'PATH',
  'HOME',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'TEMP',
  'SystemRoot',
  'NODE_ENV',
  'NODE_EXTRA_CA_CERTS',
];

/** Variables beyond those of every service, by service: each gets what it needs and no more. */
const OF_THE_SERVICE: Readonly<Record<ServiceName, readonly string[]>> = {
  reports: ['MASTER_KEY', 'EVENTSTOREDB_URL'],
  notifications: ['SMTP_URL', 'MAIL_FROM'],
  newsletter: [],
  gateway: [
    'CODE_SECRET',
    'RATE_LIMIT_PER_MINUTE',
    'RATE_LIMIT_SUBMISSIONS_PER_HOUR',
    'RATE_LIMIT_SIGN_INS_PER_MINUTE',
    'RATE_LIMIT_UPLOADS_PER_HOUR',
    'RATE_LIMIT_SEARCHES_PER_MINUTE',
    'ATTACHMENTS_URL',
    'TRUSTED_PROXIES',
    'METRICS_TOKEN',
  ],
};

/** What a service's process is given: its own database roles, its own NATS user, its own secrets. */
export function environmentOf(
  service: ServiceName,
  { settings, databaseUrls }: Pick<Ground, 'settings' | 'databaseUrls'>,
  natsUrl: string,
  variables: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const { owner, app, worker } = databaseUrls[service];
  return {
    ...pick(variables, OF_THE_SERVICE[service]),
    DEMO: String(settings.demo),
    DATA_DIR: settings.dataDir,
    KEYS_DIR: settings.keysDir,
    MUNICIPALITIES_DIR: settings.municipalitiesDir,
    PUBLIC_URL: settings.publicUrl,
    LOG_LEVEL: settings.logLevel,
    DATABASE_OWNER_URL: owner,
    DATABASE_APP_URL: app,
    DATABASE_WORKER_URL: worker,
    NATS_URL: natsUrl,
    ...(service === 'newsletter' ? newsletterKey(settings) : {}),
    ...(service === 'gateway'
      ? { ...secretsOfProviders(variables), ...door(settings) }
      : { HOST: '127.0.0.1', HEALTH_PORT: '0' }),
  };
}

/** What any Node process needs of this machine. */
export function environmentOfTheMachine(variables: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return pick(variables, OF_THE_MACHINE);
}

function door(settings: Ground['settings']): NodeJS.ProcessEnv {
  return {
    HOST: settings.host,
    PORT: String(settings.port),
    ADMIN_EMAIL: settings.adminEmail,
    ...(settings.adminPassword === undefined ? {} : { ADMIN_PASSWORD: settings.adminPassword }),
    ...(settings.demoPassword === undefined ? {} : { DEMO_PASSWORD: settings.demoPassword }),
  };
}

/** One for each Comune whose staff signs in through a provider. */
function secretsOfProviders(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return pick(
    variables,
    Object.keys(variables).filter((name) => name.startsWith('OIDC_CLIENT_SECRET_')),
  );
}

function newsletterKey({ newsletterKey: key }: Ground['settings']): NodeJS.ProcessEnv {
  return key ? { NEWSLETTER_KEY: key.toString('base64') } : {};
}

function pick(variables: NodeJS.ProcessEnv, names: readonly string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(names.flatMap((name) => (variables[name] === undefined ? [] : [[name, variables[name]]])));
}
