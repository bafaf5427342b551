import type { FieldError, Language } from '@sportello/contracts';
import type { Category, Question } from '@sportello/service-kit';

/** What is wrong with the answers to a category's questions: unknown ones, required ones left out, choices that are not offered. */
export function problemsOfAnswers(
  { questions }: Pick<Category, 'questions'>,
  answers: Readonly<Record<string, string>>,
  language: Language,
): readonly FieldError[] {
  const known = new Set(questions.map(({ id }) => id));
  const unknown = Object.keys(answers)
    .filter((id) => !known.has(id))
    .map((id) => ({ field: `answers.${id}`, message: 'This category does not ask this' }));
  return [...unknown, ...questions.flatMap((question) => problemOf(question, answers[question.id], language))];
}

function problemOf(question: Question, answer: string | undefined, language: Language): readonly FieldError[] {
  const field = `answers.${question.id}`;
  if (answer === undefined || answer.trim() === '') {
    return question.required ? [{ field, message: `An answer is required: ${question.label[language]}` }] : [];
  }
  const offered = question.choices?.some(({ id }) => id === answer) ?? true;
  return offered ? [] : [{ field, message: `Not one of the choices: ${question.label[language]}` }];
}
