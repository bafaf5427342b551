import type { Statistics, StatisticsQuery } from '@sportello/contracts';
import { viewOf } from '@sportello/event-sourcing';
import { Refused } from '@sportello/messaging';
import type { Municipality } from '@sportello/service-kit';
import { DateTime } from 'luxon';
import { Injectable } from '@nestjs/common';
import { Parts } from '../../parts';
import { momentAsked } from '../asker';
import { reportTimes } from './report-times.projection';
import { figuresOf, partOf, resolvedSinceSql, statisticsSql, type Counted, type StatisticsRow } from './statistics.sql';

const NOTHING = { total: 0, charged: 0, resolved: 0 };

/** Counts reports, for whoever asks. */
@Injectable()
export class StatisticsCount {
  constructor(private readonly parts: Parts) {}

  /** @throws Refused for one that is served no more */
  municipality(id: string): Municipality {
    const municipality = this.parts.municipalities.byId(id);
    if (!municipality) throw new Refused({ code: 'UNKNOWN_MUNICIPALITY' });
    return municipality;
  }

  /** @throws Refused for a time that ends before it begins */
  async count(municipalityId: string, query: StatisticsQuery, of: Counted): Promise<Statistics> {
    const { database } = this.parts;
    const { timeZone, areas = [] } = this.municipality(municipalityId);
    const now = this.parts.clock();
    const { by = 'category' } = query;
    const to = momentAsked(query.to) ?? now;
    const from = momentAsked(query.from) ?? aYearBefore(to, timeZone);
    if (from >= to)
      throw new Refused({ code: 'INVALID_REQUEST', errors: [{ field: 'to', message: 'to must be later than from' }] });
    const view = `${database.schema}.${viewOf(reportTimes)}`;
    const asked = { municipalityId, of, by, from, to, timeZone, areas };
    // Apart, so that neither takes as long as both: a statement of a request has five seconds.
    const together = statisticsSql(view, { ...asked, by: undefined });
    const counted = statisticsSql(view, asked);
    const recent = resolvedSinceSql(view, asked, aYearBefore(now, timeZone));
    const { all, parts, resolved } = await database.asMunicipality(municipalityId, async (sql) => {
      const [first] = (await sql.query<StatisticsRow>(together.text, together.parameters)).rows;
      const found = await sql.query<StatisticsRow>(counted.text, counted.parameters);
      const since = await sql.query<{ resolved: number }>(recent.text, recent.parameters);
      return { all: first, parts: found.rows, resolved: since.rows[0]?.resolved ?? 0 };
    });
    return {
      by,
      from,
      to,
      all: all ? figuresOf(all) : NOTHING,
      parts: parts.map(partOf),
      resolvedInLastYear: resolved,
    };
  }
}

/** Twelve months by the calendar of the Comune. */
function aYearBefore(moment: string, timeZone: string): string {
  return DateTime.fromISO(moment, { zone: timeZone }).minus({ years: 1 }).toJSDate().toISOString();
}
