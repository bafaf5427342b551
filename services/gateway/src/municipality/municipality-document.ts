import type { Language } from '@sportello/contracts';
import type { Municipality, Question } from '@sportello/service-kit';
import type { MunicipalityDocument, QuestionDocument } from './municipality.dto';

/** A Comune as the public sees it, in one language. */
export function municipalityDocument(municipality: Municipality, language: Language): MunicipalityDocument {
  const { slug, name, languages, categories, departments, boundary, contacts, channels } = municipality;
  return {
    slug,
    name,
    languages,
    categories: categories.map((category) => ({
      slug: category.slug,
      label: category.label[language],
      questions: category.questions.map((question) => questionIn(language, question)),
    })),
    departments: departments.map((department) => ({ id: department.id, name: department.name[language] })),
    boundary,
    contacts,
    channels,
  };
}

function questionIn(language: Language, { id, label, type, required, choices }: Question): QuestionDocument {
  return {
    id,
    label: label[language],
    type,
    required: required ?? false,
    ...(choices === undefined
      ? {}
      : { choices: choices.map((choice) => ({ id: choice.id, label: choice.label[language] })) }),
  };
}
