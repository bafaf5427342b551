import 'reflect-metadata';
import { runService } from '@sportello/service-kit';
import { notificationsService } from './notifications.service';

void runService(notificationsService);
