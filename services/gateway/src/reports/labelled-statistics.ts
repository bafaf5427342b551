import type { Channel, ReportStatus, Statistics, StatisticsDimension, StatisticsPart } from '@sportello/contracts';
import { catalogueOf } from '../language/catalogues';
import { areaName, categoryLabel, departmentName, type Words } from './labelled';
import type { FiguresOfPart, StatisticsDocument } from './statistics.dto';

/** Statistics with the names that people know. */
export function labelledStatistics(statistics: Statistics, words: Words): StatisticsDocument {
  const { by, from, to, all, parts, resolvedInLastYear } = statistics;
  return { by, from, to, all, parts: parts.map((part) => labelledPart(by, part, words)), resolvedInLastYear };
}

function labelledPart(by: StatisticsDimension, counted: StatisticsPart, words: Words): FiguresOfPart {
  const { part, ...figures } = counted;
  return part === undefined
    ? { label: catalogueOf(words.language).noArea, ...figures }
    : { part, label: labelOf(by, part, words), ...figures };
}

function labelOf(by: StatisticsDimension, part: string, words: Words): string {
  const { statuses, channels } = catalogueOf(words.language);
  switch (by) {
    case 'category':
      return categoryLabel(part, words);
    case 'department':
      return departmentName(part, words);
    case 'state':
      return statuses[part as ReportStatus];
    case 'channel':
      return channels[part as Channel];
    case 'area':
      return areaName(part, words);
    case 'week':
      return part;
    default:
      return by satisfies never;
  }
}
