import type { Projection } from '@sportello/event-sourcing';
import { personalData } from './personal-data/personal-data.projection';
import { reportTimes } from './report-times/report-times.projection';
import { statusPage } from './status-page/status-page.projection';
import { workQueue } from './work-queue/work-queue.projection';

/** Everything that is folded from the log to be asked. */
export const READ_MODELS: readonly Projection[] = [statusPage, workQueue, reportTimes, personalData];
