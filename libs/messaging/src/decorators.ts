import 'reflect-metadata';
import {
  applyDecorators,
  Controller,
  createParamDecorator,
  SetMetadata,
  UseFilters,
  UseGuards,
  type ExecutionContext,
} from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { ClassConstructor } from 'class-transformer';
import { ActorGuard, WHO_MAY_ASK, type WhoMayAsk } from './actor.guard';
import type { BusContext } from './bus-context';
import { messagePipe } from './message.pipe';
import { ToTheServer } from './to-the-server.filter';

/** A class whose methods answer bus messages: verified, validated, refused and mapped as the bus promises. */
export function BusController(): ClassDecorator {
  return applyDecorators(Controller(), UseGuards(ActorGuard), UseFilters(ToTheServer));
}

/**
 * The method answers this subject. It returns the reply's value or a `Rejection`, or throws `Refused`; what else it throws stays inside.
 * @param who who may ask; by default every service with a right to the subject, for anyone
 */
export function Answers(subject: string, who: WhoMayAsk = {}): MethodDecorator {
  return applyDecorators(MessagePattern(subject), SetMetadata(WHO_MAY_ASK, who));
}

/**
 * The message, validated. The class is that of the parameter, or `type` where the parameter's type is not a class.
 * @throws Error while the controller is being declared, when there is no class to validate with
 */
export function Message(type?: ClassConstructor<object>): ParameterDecorator {
  return (target, method, index) => {
    if (method === undefined) throw new Error('@Message() stands before a parameter of a method');
    const types: unknown = Reflect.getMetadata('design:paramtypes', target, method);
    const validated: unknown = type ?? (Array.isArray(types) ? types[index] : undefined);
    if (typeof validated !== 'function' || validated === Object) {
      throw new Error(`${target.constructor.name}.${String(method)}: @Message() needs a class to validate with`);
    }
    Payload(messagePipe(validated as ClassConstructor<object>))(target, method, index);
  };
}

/** On whose behalf: the verified `Actor`. */
export const From = createParamDecorator((_: unknown, execution: ExecutionContext) => contextOf(execution).actor);

/** The message's `RequestMetadata`. */
export const Meta = createParamDecorator((_: unknown, execution: ExecutionContext) => contextOf(execution).metadata);

function contextOf(execution: ExecutionContext): BusContext {
  return execution.switchToRpc().getContext<BusContext>();
}
