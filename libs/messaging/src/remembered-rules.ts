import { getMetadataStorage } from 'class-validator';

type Storage = ReturnType<typeof getMetadataStorage>;
type Rules = ReturnType<Storage['getTargetValidationMetadatas']>;

/**
 * class-validator goes through the rules of every class of the process each time it validates one object, which cost more than the
 * validation. A class has all its rules when it is declared, so they are looked up once. Validation by groups is not ours and stays as it was.
 */
export function rememberRules(): void {
  const storage = getMetadataStorage();
  const lookUp = storage.getTargetValidationMetadatas.bind(storage);
  const group = storage.groupByPropertyName.bind(storage);
  // By class, and by the name of the class that an object is nested in, which stands where a schema's name would.
  const rulesOf = new WeakMap<object, Map<string | undefined, Rules>>();
  const groupsOf = new WeakMap<Rules, ReturnType<typeof group>>();

  storage.getTargetValidationMetadatas = (target, schema, always, strictGroups, groups) => {
    if (always || strictGroups || groups?.length) return lookUp(target, schema, always, strictGroups, groups);
    const ofClass = rulesOf.get(target) ?? new Map<string | undefined, Rules>();
    const known = ofClass.get(schema);
    if (known) return known;
    const rules = lookUp(target, schema, always, strictGroups, groups);
    rulesOf.set(target, ofClass.set(schema, rules));
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
