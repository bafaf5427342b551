import { codeSecret, type RunningService, type ServiceContext, type ServiceDefinition } from '@sportello/service-kit';
import { openGatewayDatabase } from '../gateway-database';
import { LockOuts } from '../sessions/lock-out/lock-outs';
import { Passwords } from '../sessions/passwords';
import { answerOperators } from './operators-module';
import { StaffRegister } from './staff-register';

/** The gateway for an operator when nothing else runs: it keeps the accounts, and has no door. */
export const gatewayForOperators: ServiceDefinition = { name: 'gateway', open };

async function open(context: ServiceContext): Promise<RunningService> {
  const database = await openGatewayDatabase(context);
  try {
    const lockOuts = new LockOuts(database, await codeSecret(context.settings));
    const door = await answerOperators(context, new StaffRegister(database, new Passwords(), lockOuts));
    return {
      health: async () => ({ service: 'gateway', ready: true, parts: [] }),
      async close() {
        await door.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
