import type { BlindIndex } from '@sportello/postgres';
import { searchWords } from '../domain/search-words';

/** 96 bits of each HMAC: enough to tell words apart, and a third of the space in every event and index. */
const LENGTH = 16;

/** The blind index of a text: which words it holds, for whoever asks about a word, and not what it says. */
export function searchTokens(blindIndex: BlindIndex, municipalityId: string, text: string): readonly string[] {
  return searchWords(text).map((word) => blindIndex.word(municipalityId, word).slice(0, LENGTH));
}
