import type { Wording } from './wording';

/** Plain Italian, second person singular; active verbs, so that no participle has to agree with the kind of report. */
export const italian: Wording = {
  locale: 'it-IT',
  your: { issue: 'la tua segnalazione', suggestion: 'il tuo suggerimento', complaint: 'il tuo reclamo' },
  joinedCase: 'il caso {{code}}',
  greeting: 'Buongiorno{{#if name}} {{name}}{{/if}},',
  joined: 'Abbiamo unito {{your}} {{recipient}} a un caso già aperto, {{code}}. Ecco una novità su quel caso.',
  following: 'Ci hai chiesto notizie del caso {{code}}. Eccone una.',
  link: 'Apri la pagina',
  linkHint:
    'A questo indirizzo vedi a che punto siamo. È personale: chi lo conosce può leggere e rispondere al posto tuo.',
  publicLinkHint: 'A questo indirizzo chiunque vede a che punto siamo.',
  myReportsHint:
    'Vale mezz’ora, anche più volte. È personale: chi lo conosce può leggere le tue segnalazioni e rispondere al posto tuo.',
  confirm: 'Apri la pagina e conferma',
  confirmHint:
    'Finché non premi il pulsante di quella pagina non succede niente. Dopo due giorni dimentichiamo questo indirizzo.',
  stopFollowing: 'Non seguire più',
  footer: '{{municipality}}. Messaggio automatico: per rispondere usa la pagina indicata sopra.',
  codeLabel: 'Codice',
  outcomes: {
    fixed: 'Il problema è risolto.',
    answered: 'Abbiamo dato una risposta.',
    not_our_competence: 'Non è di competenza del Comune.',
    nothing_to_do: 'Non serve un intervento.',
  },
  mails: {
    submitted: {
      subject: 'Abbiamo ricevuto {{your}}',
      lines: [
        'Abbiamo ricevuto {{report}}. Grazie.',
        '{{#if dueBy}}Ti rispondiamo entro il {{dueBy}}.{{/if}}',
        'Ti scriviamo a ogni passo. Conserva il codice: serve se ci telefoni.',
        '{{#if digest}}Impronta della ricevuta (SHA-256): {{digest}}{{/if}}',
      ],
      quote: 'Ci hai scritto:',
    },
    assigned: {
      subject: '{{#if firstTime}}Un ufficio se ne occupa{{else}}Ora se ne occupa un altro ufficio{{/if}}',
      lines: [
        '{{#if firstTime}}Abbiamo preso in carico {{report}}.{{else}}Abbiamo affidato {{report}} a un altro ufficio.{{/if}}',
        '{{#if department}}Ufficio che se ne occupa: {{department}}.{{/if}}',
        '{{#if dueBy}}Data prevista per la risposta: {{dueBy}}.{{/if}}',
      ],
    },
    'work-started': {
      subject: 'Il lavoro è iniziato',
      lines: ['È iniziato il lavoro che riguarda {{report}}.'],
    },
    'information-requested': {
      subject: 'Ci serve una tua risposta',
      lines: [
        'Per andare avanti ci serve una tua risposta. Riguarda {{report}}.',
        'Puoi rispondere dalla pagina indicata qui sotto.',
      ],
      quote: 'La domanda:',
    },
    'information-request-cancelled': {
      subject: 'Non serve più la tua risposta',
      lines: ['Non ci serve più la risposta che ti avevamo chiesto. Andiamo avanti. Riguarda {{report}}.'],
    },
    resolved: {
      subject: 'Abbiamo concluso',
      lines: ['Abbiamo concluso il lavoro che riguarda {{report}}.', '{{#if outcome}}Esito: {{outcome}}{{/if}}'],
      quote: "La risposta dell'ufficio:",
    },
    rejected: {
      subject: 'Non possiamo procedere',
      lines: ['Abbiamo esaminato {{report}} e non possiamo procedere.'],
      quote: 'Il motivo:',
    },
    withdrawn: {
      subject: '{{#if own}}Hai ritirato {{your}}{{else}}Il caso è stato ritirato{{/if}}',
      lines: [
        '{{#if own}}Come hai chiesto, abbiamo ritirato {{report}}.{{else}}Chi aveva aperto il caso {{code}} lo ha ritirato.{{/if}}',
        "{{#if own}}Se non sei stato tu, scrivi al Comune.{{else}}Se il problema c'è ancora, puoi segnalarlo di nuovo.{{/if}}",
      ],
    },
    'marked-duplicate': {
      subject: "C'è già un caso aperto",
      lines: [
        'Qualcuno ci aveva già scritto della stessa cosa: abbiamo unito {{report}} al caso {{of}}.',
        'Ti scriviamo quando ci sono novità su quel caso.',
      ],
    },
    reopened: {
      subject: 'Abbiamo riaperto {{#if own}}{{your}}{{else}}il caso{{/if}}',
      lines: ['Abbiamo riaperto {{report}} e ce ne occupiamo di nuovo.'],
      quote: 'Il motivo:',
    },
    'note-added': {
      subject: "C'è un aggiornamento",
      lines: ["L'ufficio ha scritto un aggiornamento che riguarda {{report}}."],
      quote: "L'aggiornamento:",
    },
    'follow-confirmation': {
      subject: 'Vuoi notizie di questo caso?',
      lines: [
        'Qualcuno ci ha chiesto di scrivere a questo indirizzo quando c’è una novità sul caso {{code}}.',
        'Se la richiesta è tua, conferma. Altrimenti non devi fare niente: non ti scriviamo più.',
      ],
    },
    'my-reports': {
      subject: 'Le tue segnalazioni',
      lines: [
        'Ci hai chiesto di rivedere tutto quello che ci hai scritto con questo indirizzo. Apri la pagina e premi il pulsante.',
        'Se non l’hai chiesto tu, non devi fare niente: senza questo messaggio nessuno può vederle.',
      ],
    },
  },
};
