import { box } from './box';

describe('The box', () => {
  it('frames headings and aligns names with their values', () => {
    expect(box(['Sportello', '', ['API', 'http://localhost'], ['Password', 'x']])).toBe(
      [
        '╭──────────────────────────────╮',
        '│ Sportello                    │',
        '│                              │',
        '│   API       http://localhost │',
        '│   Password  x                │',
        '╰──────────────────────────────╯',
      ].join('\n'),
    );
  });
});
