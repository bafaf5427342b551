import type { RunningService, ServiceContext, ServiceDefinition } from '@sportello/service-kit';
import { openGatewayDatabase } from '../gateway-database';
import { Passwords } from '../sessions/passwords';
import { answerOperators } from './operators-module';
import { StaffRegister } from './staff-register';

/** The gateway for an operator when nothing else runs: it keeps the accounts, and has no door. */
export const gatewayForOperators: ServiceDefinition = { name: 'gateway', open };

async function open(context: ServiceContext): Promise<RunningService> {
  const database = await openGatewayDatabase(context);
  try {
    const door = await answerOperators(context, new StaffRegister(database, new Passwords()));
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
