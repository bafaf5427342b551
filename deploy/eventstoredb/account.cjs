/**
 * Lets an account read the whole log, which only administrators may by default. Run once, from the product's folder:
 *   EVENTSTOREDB_ADMIN_URL='esdb://admin:...@log1.comune.example:2113?tlsCAFile=/etc/sportello/log-ca.crt' node deploy/eventstoredb/account.cjs sportello
 */
const { EventStoreDBClient } = require('@eventstore/db-client');

async function main() {
  const [account] = process.argv.slice(2);
  const url = process.env.EVENTSTOREDB_ADMIN_URL;
  if (!account || !url) throw new Error('Give EVENTSTOREDB_ADMIN_URL and the name of the account');
  const client = EventStoreDBClient.connectionString(url);
  try {
    await client.setStreamMetadata('$all', { acl: { readRoles: ['$admins', account] } });
    console.log(`${account} may read the log.`);
  } finally {
    await client.dispose();
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
