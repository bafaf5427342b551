import { Module, type DynamicModule, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Municipalities, nestLogger, type ServiceContext } from '@sportello/service-kit';
import { StaffController } from './staff.controller';
import { StaffRegister } from './staff-register';

/** What the gateway answers on the bus; its citizens and offices come over HTTP. */
@Module({})
class OperatorsModule {
  static register(municipalities: Municipalities, register: StaffRegister): DynamicModule {
    return {
      module: OperatorsModule,
      controllers: [StaffController],
      providers: [
        { provide: Municipalities, useValue: municipalities },
        { provide: StaffRegister, useValue: register },
      ],
    };
  }
}

/** Begins to answer operators. */
export async function answerOperators(
  { municipalities, bus, logger }: Pick<ServiceContext, 'municipalities' | 'bus' | 'logger'>,
  register: StaffRegister,
): Promise<INestMicroservice> {
  const door = await NestFactory.createMicroservice(OperatorsModule.register(municipalities, register), {
    strategy: bus.server(),
    logger: nestLogger(logger),
    abortOnError: false,
  });
  await door.listen();
  return door;
}
