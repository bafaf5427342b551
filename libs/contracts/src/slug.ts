/** What the municipality's file names things by (categories, departments, itself), in addresses and messages alike. */
export const SLUG = /^[a-z0-9][a-z0-9-]{0,49}$/;

/** As the file names a category's questions: a form made from other data may have underscores. */
export const QUESTION_ID = /^[a-z0-9][a-z0-9_-]{0,49}$/;
