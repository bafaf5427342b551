import 'reflect-metadata';
import { runService } from '@sportello/service-kit';
import { reportsService } from './service';

void runService(reportsService);
