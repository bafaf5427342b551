import { rolesFor, StatisticsQuery, SUBJECTS, type Actor, type Statistics } from '@sportello/contracts';
import { Answers, BusController, From, Message } from '@sportello/messaging';
import { municipalityOf, ownDepartments } from '../asker';
import { StatisticsCount } from './statistics-count';

/** How many reports there are and how long they take: for the front office of all, for a department of its own. */
@BusController()
export class StatisticsQueryHandler {
  constructor(private readonly count: StatisticsCount) {}

  @Answers(SUBJECTS.statistics, { roles: rolesFor('statistics') })
  statistics(@Message() query: StatisticsQuery, @From() actor: Actor): Promise<Statistics> {
    return this.count.count(municipalityOf(actor), query, { departments: ownDepartments(actor) });
  }
}
