import 'reflect-metadata';
import { runService } from '@sportello/service-kit';
import { gatewayService } from './gateway.service';

void runService(gatewayService);
