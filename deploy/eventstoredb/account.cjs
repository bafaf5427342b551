/**
 * Lets an account read the whole log, which only administrators may by default. Run once, from the product's folder:
 *   EVENTSTOREDB_ADMIN_URL='esdb://admin:...@log1.comune.example:2113?tlsCAFile=/etc/sportello/log-ca.crt' node deploy/eventstoredb/account.cjs sportello
 */
const { EventStoreDBClient } = require('@eventstore/db-client');

/** The client has none of its own. */
const DEADLINE_MS = 30_000;

function withinDeadline(work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${DEADLINE_MS / 1000} s`)), DEADLINE_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

async function main() {
  const [account] = process.argv.slice(2);
  const url = process.env.EVENTSTOREDB_ADMIN_URL;
  if (!account || !url) throw new Error('Give EVENTSTOREDB_ADMIN_URL and the name of the account');
  const client = EventStoreDBClient.connectionString(url);
  try {
    await withinDeadline(client.setStreamMetadata('$all', { acl: { readRoles: ['$admins', account] } }));
    console.log(`${account} may read the log.`);
  } finally {
    await client.dispose();
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
