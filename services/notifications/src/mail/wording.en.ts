import type { Wording } from './wording';

/** Plain British English. */
export const english: Wording = {
  locale: 'en-GB',
  your: { issue: 'your report', suggestion: 'your suggestion', complaint: 'your complaint' },
  joinedCase: 'case {{code}}',
  greeting: 'Good day{{#if name}} {{name}}{{/if}},',
  joined: 'We joined {{your}} {{recipient}} to a case that was already open, {{code}}. Here is news about that case.',
  following: 'You asked us for news about case {{code}}. Here it is.',
  link: 'Open the page',
  linkHint:
    'At this address you see how far we are. It is personal: whoever knows it can read and reply in your place.',
  publicLinkHint: 'At this address everybody sees how far we are.',
  myReportsHint:
    'It is valid for half an hour, more than once. It is personal: whoever knows it can read your reports and reply in your place.',
  confirm: 'Open the page and confirm',
  confirmHint: 'Nothing happens until you press the button on that page. After two days this address is forgotten.',
  stopFollowing: 'Stop following',
  footer: '{{municipality}}. Automatic message: to reply, please use the page above.',
  codeLabel: 'Code',
  outcomes: {
    fixed: 'The problem is solved.',
    answered: 'We have given an answer.',
    not_our_competence: 'This is not a matter for the municipality.',
    nothing_to_do: 'No work is needed.',
  },
  mails: {
    submitted: {
      subject: 'We have received {{your}}',
      lines: [
        'We have received {{report}}. Thank you.',
        '{{#if dueBy}}We will answer by {{dueBy}}.{{/if}}',
        'We will write to you at every step. Keep the code: you need it if you call us.',
        '{{#if digest}}Digest of the receipt (SHA-256): {{digest}}{{/if}}',
      ],
      quote: 'You wrote to us:',
    },
    assigned: {
      subject: '{{#if firstTime}}An office is taking care of it{{else}}Another office is taking care of it{{/if}}',
      lines: [
        '{{#if firstTime}}We have taken charge of {{report}}.{{else}}We have passed {{report}} to another office.{{/if}}',
        '{{#if department}}Office in charge: {{department}}.{{/if}}',
        '{{#if dueBy}}Expected date of the answer: {{dueBy}}.{{/if}}',
      ],
    },
    'work-started': {
      subject: 'Work has begun',
      lines: ['The office has begun to work on {{report}}.'],
    },
    'information-requested': {
      subject: 'We need an answer from you',
      lines: ['To go on with {{report}} we need an answer from you.', 'You can answer on the page below.'],
      quote: 'The question:',
    },
    'information-request-cancelled': {
      subject: 'We no longer need an answer from you',
      lines: ['We no longer need the answer we had asked you for, and are going on with {{report}}.'],
    },
    resolved: {
      subject: 'We have finished',
      lines: ['We have finished our work on {{report}}.', '{{#if outcome}}Outcome: {{outcome}}{{/if}}'],
      quote: 'The answer of the office:',
    },
    rejected: {
      subject: 'We cannot go on',
      lines: ['We have looked at {{report}} and cannot go on with it.'],
      quote: 'The reason:',
    },
    withdrawn: {
      subject: '{{#if own}}You have withdrawn {{your}}{{else}}The case was withdrawn{{/if}}',
      lines: [
        '{{#if own}}As you asked, we have withdrawn {{report}}.{{else}}Whoever opened case {{code}} has withdrawn it.{{/if}}',
        '{{#if own}}If this was not you, please write to the municipality.{{else}}If the problem is still there, you can report it again.{{/if}}',
      ],
    },
    'marked-duplicate': {
      subject: 'There is already an open case',
      lines: [
        'Somebody had already written to us about the same thing: we have joined {{report}} to case {{of}}.',
        'We will write to you when there is news about that case.',
      ],
    },
    reopened: {
      subject: 'We have reopened {{#if own}}{{your}}{{else}}the case{{/if}}',
      lines: ['We have reopened {{report}} and are working on it again.'],
      quote: 'The reason:',
    },
    'note-added': {
      subject: 'There is an update',
      lines: ['The office has written an update about {{report}}.'],
      quote: 'The update:',
    },
    'follow-confirmation': {
      subject: 'Do you want news about this case?',
      lines: [
        'Somebody asked us to write to this address when there is news about case {{code}}.',
        'If it was you, please confirm. If it was not, you need do nothing: we will not write again.',
      ],
    },
    'my-reports': {
      subject: 'Your reports',
      lines: [
        'You asked us to see again all that you sent us with this address. Open the page and press the button.',
        'If it was not you who asked, you need do nothing: without this message nobody can see them.',
      ],
    },
  },
};
