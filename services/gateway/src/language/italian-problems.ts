import type { Catalogue } from './catalogue';

export const italianProblems: Catalogue['problems'] = {
  MALFORMED_REQUEST: {
    title: 'Richiesta malformata',
    detail:
      "La richiesta non si può leggere: verificare che l'indirizzo e il JSON del corpo siano ben formati e completi.",
  },
  INVALID_REQUEST: {
    title: 'Richiesta non valida',
    detail: 'Alcuni campi mancano o contengono valori che non si possono accettare; `errors` li elenca.',
  },
  MESSAGE_TOO_LARGE: {
    title: 'Richiesta troppo grande',
    detail: 'Il corpo della richiesta supera la dimensione accettata.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    title: 'Tipo di contenuto non accettato',
    detail: 'Inviare il corpo come application/json, in UTF-8; un file come multipart/form-data a /api/v1/attachments.',
  },
  IDEMPOTENCY_KEY_MISSING: {
    title: 'Chiave di idempotenza mancante',
    detail: "Questa richiesta vuole l'intestazione Idempotency-Key.",
  },
  IDEMPOTENCY_KEY_REUSED: {
    title: 'Chiave di idempotenza già usata',
    detail:
      'La stessa Idempotency-Key è già stata usata con altri dati. Per una nuova richiesta usare una nuova chiave.',
  },
  STALE_REVISION: {
    title: 'La segnalazione è cambiata',
    detail: 'La segnalazione è cambiata da quando è stata letta. Rileggerla e ripetere la richiesta con il nuovo ETag.',
  },
  TOO_MANY_REQUESTS: {
    title: 'Troppe richieste',
    detail: 'Troppe richieste in poco tempo. Riprovare dopo i secondi indicati in Retry-After.',
  },
  NOT_AUTHENTICATED: {
    title: 'Accesso necessario',
    detail:
      'Occorre accedere, oppure indicare il codice di controllo della segnalazione; la sessione può essere scaduta.',
  },
  WRONG_CREDENTIALS: { title: 'Credenziali errate', detail: "L'indirizzo e la password non corrispondono." },
  SECOND_FACTOR_REQUIRED: {
    title: 'Serve il codice',
    detail:
      "Con questo account si accede anche con un codice: aggiungere `code`, dall'applicazione di autenticazione o uno dei codici di recupero.",
  },
  SECOND_FACTOR_WRONG: {
    title: 'Codice errato',
    detail: "Il codice è errato, scaduto o già usato. Attendere il prossimo e verificare l'ora del telefono.",
  },
  SECOND_FACTOR_ENROLMENT_REQUIRED: {
    title: 'Serve il secondo fattore',
    detail:
      'Il Comune chiede a questo account un secondo fattore. Attivarlo prima: POST /api/v1/sessions/totp, poi /api/v1/sessions/totp/confirmation.',
  },
  SECOND_FACTOR_ALREADY_ENROLLED: {
    title: 'Secondo fattore già attivo',
    detail: 'Questo account ha già un secondo fattore. Prima di attivarne un altro occorre rimuoverlo.',
  },
  SECOND_FACTOR_NOT_BEGUN: {
    title: 'Nessun secondo fattore',
    detail:
      'Questo account non ha un secondo fattore, o intanto è stato ricominciato. Si comincia con POST /api/v1/sessions/totp.',
  },
  SIGN_IN_FAILED: {
    title: 'Accesso non completato',
    detail:
      "La risposta del fornitore d'identità non appartiene a un accesso iniziato con questo browser negli ultimi dieci minuti, è già stata usata o non è attendibile. Ricominciare.",
  },
  SIGN_IN_NOT_ADMITTED: {
    title: 'Nessun accesso per questa persona',
    detail:
      "Il fornitore d'identità la conosce, ma qui non ha accesso: nessun account, nessun ruolo o un account chiuso. Rivolgersi a chi amministra lo sportello del Comune.",
  },
  SIGN_IN_PROVIDER_UNAVAILABLE: {
    title: "Il fornitore d'identità non risponde",
    detail:
      "Il fornitore d'identità del Comune ora non si può usare. Riprovare tra qualche minuto; chi ha una password può accedere con quella. Se continua, avvisare chi gestisce il sistema: il perché è nel log.",
  },
  LINK_EXPIRED: {
    title: 'Collegamento non valido',
    detail: 'Questo collegamento è incompleto o scaduto: vale mezz’ora. Chiederne un altro.',
  },
  NOT_ALLOWED: { title: 'Operazione non consentita', detail: 'Non si dispone dei permessi per questa operazione.' },
  NOT_FOUND: { title: 'Non trovato', detail: 'A questo indirizzo non c’è nulla.' },
  LAST_ADMINISTRATOR: {
    title: 'L’ultimo amministratore',
    detail: 'Nessun altro amministratore di questo Comune potrebbe accedere. Dare prima il ruolo a un altro utente.',
  },
  UNKNOWN_MUNICIPALITY: {
    title: 'Comune sconosciuto',
    detail:
      "L'indirizzo non corrisponde a nessuno dei Comuni serviti; indicarne uno nell'intestazione X-Municipality. Per una nuova segnalazione basta un luogo con le sue coordinate.",
  },
  REPORT_NOT_FOUND: {
    title: 'Segnalazione non trovata',
    detail: 'Non c’è una segnalazione con questo codice, o non è consentito vederla.',
  },
  UNKNOWN_CATEGORY: {
    title: 'Categoria sconosciuta',
    detail: 'Il Comune non ha questa categoria; GET /api/v1/municipality le elenca.',
  },
  UNKNOWN_DEPARTMENT: {
    title: 'Ufficio sconosciuto',
    detail: 'Il Comune non ha questo ufficio; GET /api/v1/municipality li elenca.',
  },
  OUTSIDE_MUNICIPALITY: {
    title: 'Fuori dal territorio comunale',
    detail:
      'Il luogo si trova fuori dal territorio di questo Comune, che può intervenire solo al suo interno. Verificare la posizione sulla mappa.',
  },
  OUTSIDE_ALL_MUNICIPALITIES: {
    title: 'Fuori dal territorio dei Comuni serviti',
    detail:
      'Il luogo non si trova in nessuno dei Comuni che questo sportello serve. Verificare la posizione sulla mappa, o rivolgersi al Comune competente.',
  },
  CHANNEL_NOT_OFFERED: {
    title: 'Canale non disponibile',
    detail: 'Il Comune non riceve segnalazioni da questo canale.',
  },
  REPORT_ALREADY_SUBMITTED: {
    title: 'Segnalazione già inviata',
    detail:
      'Questa segnalazione era già stata inviata e i dati di chi segnalava sono stati cancellati. Per una nuova usare un’altra Idempotency-Key.',
  },
  REPORT_NOT_ASSIGNED: {
    title: 'Segnalazione non assegnata',
    detail: 'Prima la segnalazione va assegnata a un ufficio.',
  },
  REPORT_ALREADY_STARTED: { title: 'Lavori già avviati', detail: 'I lavori su questa segnalazione sono già avviati.' },
  REPORT_NOT_WAITING: {
    title: 'Nessuna informazione attesa',
    detail: 'La segnalazione non è in attesa di informazioni.',
  },
  REPORT_WAITING_FOR_REPORTER: {
    title: 'In attesa di chi ha segnalato',
    detail: 'La segnalazione è in attesa di informazioni da chi l’ha inviata.',
  },
  REPORT_ALREADY_RESOLVED: { title: 'Segnalazione già chiusa', detail: 'La segnalazione è già chiusa.' },
  REPORT_ALREADY_REJECTED: { title: 'Segnalazione già respinta', detail: 'La segnalazione non è stata accolta.' },
  REPORT_ALREADY_WITHDRAWN: {
    title: 'Segnalazione ritirata',
    detail: 'La segnalazione è stata ritirata da chi l’ha inviata.',
  },
  REPORT_ALREADY_DUPLICATE: {
    title: 'Segnalazione unita a un’altra',
    detail: 'La segnalazione è già stata unita a un’altra che dice lo stesso.',
  },
  REPORT_NOT_CLOSED: { title: 'Segnalazione ancora aperta', detail: 'La segnalazione è ancora aperta.' },
  REPORT_NOT_RESOLVED: { title: 'Segnalazione non chiusa', detail: 'La segnalazione non è stata chiusa con un esito.' },
  REPORT_ALREADY_RATED: {
    title: 'Segnalazione già valutata',
    detail: "L'esito di questa segnalazione è già stato valutato.",
  },
  REOPENING_TOO_LATE: {
    title: 'Troppo tardi per riaprire',
    detail: 'I giorni per riaprire la segnalazione sono trascorsi; inviarne una nuova.',
  },
  DUPLICATE_OF_ITSELF: {
    title: 'Doppione di sé stessa',
    detail: 'Una segnalazione non può essere il doppione di sé stessa.',
  },
  DUPLICATE_CYCLE: { title: 'Doppioni in cerchio', detail: "L'altra segnalazione era già stata unita a questa." },
  DUPLICATE_TARGET_NOT_FOUND: {
    title: 'Altra segnalazione non trovata',
    detail: 'Non c’è una segnalazione con il codice indicato in `of`.',
  },
  DEADLINE_ALREADY_ESCALATED: {
    title: 'Scadenza già segnalata',
    detail: 'Per questa scadenza il responsabile è già stato avvisato.',
  },
  DUE_DATE_IN_THE_PAST: { title: 'Scadenza nel passato', detail: 'La scadenza deve essere nel futuro.' },
  REPORT_TEXT_REDACTED: {
    title: 'Testo oscurato',
    detail: 'Il testo di questa segnalazione è stato oscurato: non si possono più aggiungere testi né luoghi.',
  },
  NO_TEXT_TO_MODERATE: {
    title: 'Nessun testo da moderare',
    detail:
      'A questa revisione della segnalazione non c’è un testo letto dal pubblico o da chi ha segnalato. Le revisioni sono nella cronologia.',
  },
  TOO_MANY_RESPONSE_TEMPLATES: {
    title: 'Troppi modelli di risposta',
    detail: 'Questo Comune ha già tutti i modelli di risposta che può avere. Eliminare quelli che non servono più.',
  },
  DRY_RUN_TOO_LARGE: {
    title: 'Troppe segnalazioni per una prova',
    detail:
      'Una prova delle regole di smistamento prende al massimo 2.000 segnalazioni e dieci secondi. Chiedere un periodo più breve, con from e to; da riga di comando non c’è questo limite.',
  },
  DRY_RUN_UNDER_WAY: {
    title: 'Una prova è in corso',
    detail: 'Un’altra prova delle regole di questo Comune non è ancora finita. Riprovare tra qualche secondo.',
  },
  FILE_TOO_LARGE: {
    title: 'File troppo grande',
    detail:
      'Una foto può avere 10 MB e 40 megapixel, un documento 20 MB; un’immagine che non è una foto, a volte meno megapixel. Inviare un file più piccolo, o una foto in JPEG.',
  },
  UNSUPPORTED_FILE_TYPE: {
    title: 'Tipo di file non accettato',
    detail:
      'Immagini: JPEG, PNG, WebP. Documenti: PDF, DOCX e ODT senza macro, testo semplice in UTF-8. Conta il contenuto, non il nome.',
  },
  UNREADABLE_FILE: {
    title: 'File illeggibile',
    detail:
      'Il file è danneggiato, incompleto o contiene altro da ciò che dice di essere. Salvarlo di nuovo e riprovare.',
  },
  ATTACHMENT_NOT_FOUND: {
    title: 'Allegato non trovato',
    detail:
      'Questo file non c’è, o non è consentito vederlo. Un file che nessuna segnalazione ha preso si cancella dopo 24 ore: caricarlo di nuovo.',
  },
  ATTACHMENT_ALREADY_USED: {
    title: 'Allegato già usato',
    detail: 'Questo file appartiene a un’altra segnalazione. Caricarlo di nuovo per questa.',
  },
  TOO_MANY_ATTACHMENTS: {
    title: 'Troppi allegati',
    detail: 'Questa segnalazione ha già tutti i file che può avere.',
  },
  REPORT_FILES_ERASED: {
    title: 'File cancellati',
    detail:
      'I file di questa segnalazione sono stati cancellati con i suoi testi o con chi l’ha inviata: non ne accetta di nuovi.',
  },
  LOG_DIVERGED: { title: 'Servizio in ripristino', detail: 'I dati si stanno riallineando. Riprovare più tardi.' },
  SERVICE_UNAVAILABLE: {
    title: 'Servizio non disponibile',
    detail:
      'Una parte del sistema non risponde. Ripetere la richiesta, con la stessa Idempotency-Key, dopo i secondi indicati in Retry-After.',
  },
  INTERNAL_ERROR: {
    title: 'Errore interno',
    detail: 'Qualcosa non ha funzionato da parte nostra. Scrivendoci, indicare il traceId.',
  },
  METHOD_NOT_ALLOWED: {
    title: 'Metodo non consentito',
    detail: "Questo indirizzo non accetta questo metodo; l'intestazione Allow elenca quelli accettati.",
  },
  HEADERS_TOO_LARGE: {
    title: 'Intestazioni troppo grandi',
    detail: 'Le intestazioni della richiesta superano la dimensione accettata.',
  },
  REQUEST_TIMEOUT: {
    title: 'Richiesta non completata in tempo',
    detail: 'La richiesta non è arrivata intera in tempo.',
  },
};
