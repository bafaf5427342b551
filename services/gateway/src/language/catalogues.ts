import type { Language } from '@sportello/contracts';
import type { Catalogue } from './catalogue';
import { english } from './english';
import { italian } from './italian';

const CATALOGUES: Readonly<Record<Language, Catalogue>> = { it: italian, en: english };

export function catalogueOf(language: Language): Catalogue {
  return CATALOGUES[language];
}
