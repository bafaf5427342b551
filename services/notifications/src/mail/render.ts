import type { Language } from '@sportello/contracts';
import { create } from 'handlebars';
import type { DeliveryKey, PlannedDelivery } from '../planning/delivery';
import { htmlLayout, textLayout } from './layout';
import type { MailWording, Wording } from './wording';
import { english } from './wording.en';
import { italian } from './wording.it';
