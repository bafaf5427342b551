import { getMetadataStorage } from 'class-validator';

type Storage = ReturnType<typeof getMetadataStorage>;
type Rules = ReturnType<Storage['getTargetValidationMetadatas']>;

/**
 * class-validator goes through the rules of every class of the process each time it validates one object, which cost more than the
 * validation. A class has all its rules when it is declared, so they are looked up once. Validation by groups or by schema is not ours and stays as it was.
 */
export function rememberRules(): void {
  const storage = getMetadataStorage();
  const lookUp = storage.getTargetValidationMetadatas.bind(storage);
  const group = storage.groupByPropertyName.bind(storage);
  const rulesOf = new WeakMap<object, Rules>();
  const groupsOf = new WeakMap<Rules, ReturnType<typeof group>>();

  storage.getTargetValidationMetadatas = (target, schema, always, strictGroups, groups) => {
    if (schema || always || strictGroups || groups?.length) return lookUp(target, schema, always, strictGroups, groups);
    const known = rulesOf.get(target);
    if (known) return known;
    const rules = lookUp(target, schema, always, strictGroups, groups);
    rulesOf.set(target, rules);
    return rules;
  };
  storage.groupByPropertyName = (rules) => {
    const known = groupsOf.get(rules);
    if (known) return known;
    const grouped = group(rules);
    groupsOf.set(rules, grouped);
    return grouped;
  };
}
