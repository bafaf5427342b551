import type { DemoReport } from './demo-report';
import { environment } from './reports/environment';
import { green } from './reports/green';
import { offices } from './reports/offices';
import { roads } from './reports/roads';
import { waterAndLight } from './reports/water-and-light';

/** What the people of Borgo Esempio, who do not exist, told their Comune. */
export const demoReports: readonly DemoReport[] = [...roads, ...green, ...environment, ...waterAndLight, ...offices];
