import { registerDecorator } from 'class-validator';

const MAX_ANSWERS = 30;
const MAX_ANSWER_LENGTH = 1000;

/** Answers to a category's questions: at most 30, each id a slug, each answer a text of at most 1,000 characters without control characters. */
export function IsAnswers(): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'isAnswers',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate(value: unknown) {
          if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
          const answers = Object.entries(value);
          return (
            answers.length <= MAX_ANSWERS &&
            answers.every(
              ([id, answer]) =>
                /^[a-z0-9][a-z0-9_-]{0,49}$/.test(id) &&
                typeof answer === 'string' &&
                answer.length <= MAX_ANSWER_LENGTH &&
                !/[\p{Cc}\p{Surrogate}\u202a-\u202e\u2066-\u2069]/u.test(answer.replaceAll('\n', '')),
            )
          );
        },
        defaultMessage: () =>
          `answers must be at most ${MAX_ANSWERS} texts of at most ${MAX_ANSWER_LENGTH} characters, by question id`,
      },
    });
}
