import { rolesFor, StatisticsQuery, SUBJECTS, type Actor, type Statistics } from '@sportello/contracts';
import { viewOf } from '@sportello/event-sourcing';
import { Answers, BusController, From, Message, Refused } from '@sportello/messaging';
import { DateTime } from 'luxon';
import { Parts } from '../../parts';
import { momentAsked, municipalityOf, ownDepartments } from '../asker';
import { reportTimes } from './report-times.projection';
import { figuresOf, partOf, resolvedSinceSql, statisticsSql, type StatisticsRow } from './statistics.sql';

const NOTHING = { total: 0, charged: 0, resolved: 0 };

/** How many reports there are and how long they take: for the front office of all, for a department of its own. */
@BusController()
export class StatisticsQueryHandler {
  constructor(private readonly parts: Parts) {}

  @Answers(SUBJECTS.statistics, { roles: rolesFor('statistics') })
  async statistics(@Message() query: StatisticsQuery, @From() actor: Actor): Promise<Statistics> {
    const { database, municipalities } = this.parts;
    const municipalityId = municipalityOf(actor);
    const municipality = municipalities.byId(municipalityId);
    if (!municipality) throw new Refused({ code: 'UNKNOWN_MUNICIPALITY' });
    const { timeZone, areas = [] } = municipality;
    const now = this.parts.clock();
    const { by = 'category' } = query;
    const to = momentAsked(query.to) ?? now;
    const from = momentAsked(query.from) ?? aYearBefore(to, timeZone);
    if (from >= to)
      throw new Refused({ code: 'INVALID_REQUEST', errors: [{ field: 'to', message: 'to must be later than from' }] });
    const view = `${database.schema}.${viewOf(reportTimes)}`;
    const asked = { municipalityId, departments: ownDepartments(actor), by, from, to, timeZone, areas };
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
