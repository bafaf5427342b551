import { Transform } from 'class-transformer';
import { registerDecorator } from 'class-validator';
import { isPlainText, tidyText } from './plain-text';
import { QUESTION_ID } from './slug';

const MAX_ANSWERS = 30;
const ANSWER = { min: 0, max: 1000, multiline: true };

/** Answers to a category's questions: at most 30, by question id, each a text of at most 1,000 characters as `IsPlainText` takes it. */
export function IsAnswers(): PropertyDecorator {
  const tidy = Transform(({ value }: { value: unknown }) =>
    isRecord(value)
      ? Object.fromEntries(
          Object.entries(value).map(([id, answer]) => [id, typeof answer === 'string' ? tidyText(answer) : answer]),
        )
      : value,
  );
  return (target, property) => {
    tidy(target, property);
    registerDecorator({
      name: 'isAnswers',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate(value: unknown) {
          if (!isRecord(value)) return false;
          const answers = Object.entries(value);
          return (
            answers.length <= MAX_ANSWERS &&
            answers.every(([id, answer]) => QUESTION_ID.test(id) && isPlainText(answer, ANSWER))
          );
        },
        defaultMessage: () =>
          `answers must be at most ${MAX_ANSWERS} texts of at most ${ANSWER.max} characters, by question id, without control or direction characters`,
      },
    });
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
