import { LANGUAGES, type Language } from '@sportello/contracts';

const DEFAULT_LANGUAGE: Language = 'it';
/** Enough for any browser; what follows is not looked at. */
const MAX_HEADER = 200;

/**
 * The language to answer in: `?lang=` when it names one of ours, else the best of `Accept-Language` (RFC 9110, section 12.5.4), else the
 * first of `offered`, else Italian.
 */
export function readerLanguage(
  wanted: { readonly lang?: unknown; readonly acceptLanguage?: string | undefined },
  offered: readonly Language[] = LANGUAGES,
): Language {
  const byQuery = LANGUAGES.find((language) => language === wanted.lang);
  return byQuery ?? bestOf(wanted.acceptLanguage ?? '', offered) ?? offered[0] ?? DEFAULT_LANGUAGE;
}

function bestOf(header: string, offered: readonly Language[]): Language | undefined {
  if (header === '') return undefined;
  let best: Language | undefined;
  let bestQuality = 0;
  for (const range of header.slice(0, MAX_HEADER).split(',')) {
    const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
    const language = offered.find((one) => tag === one || tag.startsWith(`${one}-`));
    const quality = qualityOf(parameters);
    if (language !== undefined && quality > bestQuality) {
      best = language;
      bestQuality = quality;
    }
  }
  return best;
}

function qualityOf(parameters: readonly string[]): number {
  const written = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('q='));
  const quality = written === undefined ? 1 : Number(written.slice(2));
  return quality >= 0 && quality <= 1 ? quality : 0;
}
