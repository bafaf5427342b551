import 'reflect-metadata';
import { runService } from '@sportello/service-kit';
import { newsletterService } from './newsletter.service';

void runService(newsletterService);
