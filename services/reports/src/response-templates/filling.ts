import { Injectable } from '@nestjs/common';
import {
  fillIn,
  LANGUAGES,
  placeholdersOf,
  type Actor,
  type Language,
  type Placeholder,
  type ResponseTemplate,
} from '@sportello/contracts';
import { reject, type Rejection } from '@sportello/event-sourcing';
import type { Municipality } from '@sportello/service-kit';
import { Parts } from '../parts';
import { textField } from '../personal-data/sealed-texts';
import { ReportPages } from '../read-models/status-page/report-pages';
import type { ReportPageRow } from '../read-models/status-page/report-page.fold';
import { decodeReport, reportStream } from '../report-log';
import { isOpenToAll, relationTo } from '../rights/relations';
import { seesAll } from '../rights/report-policy';

/** A report that templates are filled in for. */
export interface ReportToAnswer {
  readonly municipality: Municipality;
  readonly row: ReportPageRow;
  /** In charge, before that the one proposed. */
  readonly department: string;
  /** Of who reported. */
  readonly language: Language;
}

const DATE_LOCALES: Readonly<Record<Language, string>> = { it: 'it-IT', en: 'en-GB' };

/** Puts what is known of a report into the gaps of templates, for those who answer for it. */
@Injectable()
export class Filling {
  constructor(
    private readonly parts: Parts,
    private readonly pages: ReportPages,
  ) {}

  async reportFor(
    actor: Actor,
    municipalityId: string,
    code: string,
  ): Promise<ReportToAnswer | Rejection<'REPORT_NOT_FOUND' | 'NOT_ALLOWED' | 'UNKNOWN_MUNICIPALITY'>> {
    const municipality = this.parts.municipalities.byId(municipalityId);
    if (!municipality) return reject('UNKNOWN_MUNICIPALITY');
    const row = (await this.pages.find(municipalityId, code))?.today;
    if (!row) return reject('REPORT_NOT_FOUND');
    if (!seesAll(relationTo(row, actor, false))) return reject(isOpenToAll(row) ? 'NOT_ALLOWED' : 'REPORT_NOT_FOUND');
    const language = await this.languageOf(municipalityId, code);
    return { municipality, row, department: row.department ?? row.proposedDepartment, language };
  }

  async fill(
    report: ReportToAnswer,
    templates: readonly ResponseTemplate[],
    actor: Actor,
  ): Promise<readonly ResponseTemplate[]> {
    const chosen = templates.map((template) => ({ template, ...textFor(template, report.language) }));
    const names = new Set(chosen.flatMap(({ text }) => placeholdersOf(text)));
    const subject = names.has('subject') ? await this.subjectOf(report, actor) : undefined;
    return chosen.map(({ template, language, text }) => ({
      ...template,
      filled: { language, ...fillIn(text, valuesIn(language, report, subject)) },
    }));
  }

  /** In the words that the public reads: what is written with it, the public may read too. Undefined once redacted. */
  private async subjectOf({ row }: ReportToAnswer, reader: Actor): Promise<string | undefined> {
    const { municipalityId, code, sealedText } = row;
    const reading = { reader, route: 'response-templates', what: ['texts'] } as const;
    const [text] = await this.parts.texts.open([{ municipalityId, code, sealed: sealedText }], reading);
    return textField(text, 'subject');
  }

  private async languageOf(municipalityId: string, code: string): Promise<Language> {
    const [first] = await this.parts.store.readStream(reportStream(municipalityId, code), { limit: 1 });
    const submission = first && decodeReport(first).event;
    const spoken = submission?.type === 'report.submitted' ? submission.data.language : undefined;
    return LANGUAGES.find((language) => language === spoken) ?? 'it';
  }
}

function textFor(
  { texts }: ResponseTemplate,
  wanted: Language,
): { readonly language: Language; readonly text: string } {
  const text = texts[wanted];
  return text === undefined ? { language: 'it', text: texts.it } : { language: wanted, text };
}

function valuesIn(
  language: Language,
  { municipality, row, department }: ReportToAnswer,
  subject: string | undefined,
): Readonly<Partial<Record<Placeholder, string>>> {
  const category = municipality.categories.find(({ slug }) => slug === row.category)?.label[language];
  const office = municipality.departments.find(({ id }) => id === department)?.name[language];
  const day = new Intl.DateTimeFormat(DATE_LOCALES[language], { dateStyle: 'long', timeZone: municipality.timeZone });
  return {
    code: row.code,
    ...(subject === undefined ? {} : { subject }),
    ...(category === undefined ? {} : { category }),
    ...(office === undefined ? {} : { department: office }),
    deadline: day.format(new Date(row.dueBy)),
    submitted: day.format(new Date(row.submittedAt)),
    municipality: municipality.name,
  };
}
