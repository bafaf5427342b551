/** The Comuni, and of each two departments with a category that goes to it. */
export const COMUNI = [
  {
    municipality: 'cassino',
    place: { lat: 41.4917, lon: 13.8314 },
    departments: [
      ['roads', 'potholes'],
      ['environment', 'rivers'],
    ],
  },
  {
    municipality: 'casale-monferrato',
    place: { lat: 45.1336, lon: 8.4517 },
    departments: [
      ['works', 'potholes'],
      ['civil-protection', 'river'],
    ],
  },
] as const;

/** To which the reports of a Comune go by a drafted rule. */
export function firstDepartmentOf(municipality: string): string {
  return comuneOf(municipality).departments[0][0];
}

/** Whether a category goes to another department without any rule. */
export function goesElsewhere({
  municipality,
  category,
}: {
  readonly municipality: string;
  readonly category: string;
}): boolean {
  return comuneOf(municipality).departments[0][1] !== category;
}

/** Where the reports of a Comune are, near each other. */
export function placeIn(municipality: string): { readonly lat: number; readonly lon: number } {
  return comuneOf(municipality).place;
}

function comuneOf(municipality: string): (typeof COMUNI)[number] {
  const comune = COMUNI.find((one) => one.municipality === municipality);
  if (comune === undefined) throw new Error(`Nothing is planted in ${municipality}`);
  return comune;
}
