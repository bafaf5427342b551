import type { Catalogue } from './catalogue';

export const englishProblems: Catalogue['problems'] = {
  MALFORMED_REQUEST: {
    title: 'Malformed request',
    detail: 'The request cannot be read: check that the address and the JSON of the body are well formed and whole.',
  },
  INVALID_REQUEST: {
    title: 'Invalid request',
    detail: 'Some fields are missing or hold values that cannot be accepted; `errors` names them.',
  },
  MESSAGE_TOO_LARGE: { title: 'Request too large', detail: 'The body is larger than is accepted.' },
  UNSUPPORTED_MEDIA_TYPE: {
    title: 'Unsupported content type',
    detail: 'Send the body as application/json, in UTF-8; a file as multipart/form-data to /api/v1/attachments.',
  },
  IDEMPOTENCY_KEY_MISSING: {
    title: 'Idempotency key missing',
    detail: 'This request needs the header Idempotency-Key.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    title: 'Idempotency key reused',
    detail: 'The same Idempotency-Key was used before with other data. Use a new key for a new request.',
  },
  STALE_REVISION: {
    title: 'The report has changed',
    detail: 'The report has changed since you read it. Read it again, then repeat the request with the new ETag.',
  },
  TOO_MANY_REQUESTS: {
    title: 'Too many requests',
    detail: 'Too many requests in a short time. Try again after the seconds given in Retry-After.',
  },
  NOT_AUTHENTICATED: {
    title: 'Sign-in needed',
    detail: 'Sign in first, or give the token of the report; a session may have expired.',
  },
  WRONG_CREDENTIALS: { title: 'Wrong credentials', detail: 'The e-mail address and the password do not go together.' },
  SECOND_FACTOR_REQUIRED: {
    title: 'Code needed',
    detail:
      'This account signs in with a code as well: add `code`, from the authenticator or one of the recovery codes.',
  },
  SECOND_FACTOR_WRONG: {
    title: 'Wrong code',
    detail:
      'The code is wrong, has expired or was used before. Wait for the next one, and check the clock of the telephone.',
  },
  SECOND_FACTOR_ENROLMENT_REQUIRED: {
    title: 'Second factor needed',
    detail:
      'The Comune asks for a second factor of this account. Set one up first: POST /api/v1/sessions/totp, then /api/v1/sessions/totp/confirmation.',
  },
  SECOND_FACTOR_ALREADY_ENROLLED: {
    title: 'Second factor already set up',
    detail: 'This account has a second factor. Remove it before you set up another one.',
  },
  SECOND_FACTOR_NOT_BEGUN: {
    title: 'No second factor',
    detail: 'This account has no second factor, or it was begun anew meanwhile. Begin with POST /api/v1/sessions/totp.',
  },
  SIGN_IN_FAILED: {
    title: 'Sign-in not completed',
    detail:
      'The provider’s answer does not belong to a sign-in begun with this browser in the last ten minutes, was used before, or cannot be trusted. Begin again.',
  },
  SIGN_IN_NOT_ADMITTED: {
    title: 'No access for this person',
    detail:
      'The provider knows you, but you have no access to this counter: no account, no role, or a closed account. Ask the administrator of the Comune.',
  },
  SIGN_IN_PROVIDER_UNAVAILABLE: {
    title: 'The sign-in provider does not answer',
    detail:
      'The provider of the Comune cannot be used now. Try again in a few minutes; who has a password can sign in with it. If it goes on, tell whoever runs the system: the log says why.',
  },
  LINK_EXPIRED: {
    title: 'Link not valid',
    detail: 'This link is incomplete or has expired: it is valid for half an hour. Ask for another one.',
  },
  NOT_ALLOWED: { title: 'Not allowed', detail: 'You may not do this.' },
  NOT_FOUND: { title: 'Not found', detail: 'There is nothing at this address.' },
  LAST_ADMINISTRATOR: {
    title: 'The last administrator',
    detail: 'No other administrator of this Comune could sign in. Make another account an administrator first.',
  },
  UNKNOWN_MUNICIPALITY: {
    title: 'Unknown Comune',
    detail:
      'This address belongs to no Comune that is served here; name one in the header X-Municipality. For a new report a place with its coordinates will do.',
  },
  REPORT_NOT_FOUND: { title: 'Report not found', detail: 'There is no report with this code, or you may not see it.' },
  UNKNOWN_CATEGORY: {
    title: 'Unknown category',
    detail: 'The Comune has no such category; GET /api/v1/municipality lists them.',
  },
  UNKNOWN_DEPARTMENT: {
    title: 'Unknown department',
    detail: 'The Comune has no such department; GET /api/v1/municipality lists them.',
  },
  OUTSIDE_MUNICIPALITY: {
    title: 'Outside the territory of the Comune',
    detail:
      'The place lies outside the territory of this Comune, which can act only within it. Check the position on the map.',
  },
  OUTSIDE_ALL_MUNICIPALITIES: {
    title: 'Outside the territory of every Comune served',
    detail:
      'The place lies in none of the Comuni that are served here. Check the position on the map, or turn to the Comune it belongs to.',
  },
  CHANNEL_NOT_OFFERED: {
    title: 'Channel not offered',
    detail: 'The Comune does not receive reports through this channel.',
  },
  REPORT_ALREADY_SUBMITTED: {
    title: 'Report already submitted',
    detail:
      'This report was sent before, and the data of its reporter have been erased since. Send a new one under another Idempotency-Key.',
  },
  REPORT_NOT_ASSIGNED: { title: 'Report not assigned', detail: 'The report must be assigned to a department first.' },
  REPORT_ALREADY_STARTED: { title: 'Work already started', detail: 'Work on this report has already started.' },
  REPORT_NOT_WAITING: { title: 'No information awaited', detail: 'The report is not waiting for information.' },
  REPORT_WAITING_FOR_REPORTER: {
    title: 'Waiting for the reporter',
    detail: 'The report is waiting for information from the reporter.',
  },
  REPORT_ALREADY_RESOLVED: { title: 'Report already closed', detail: 'The report is already closed.' },
  REPORT_ALREADY_REJECTED: { title: 'Report already rejected', detail: 'The report was already not accepted.' },
  REPORT_ALREADY_WITHDRAWN: { title: 'Report withdrawn', detail: 'The report was withdrawn by who sent it.' },
  REPORT_ALREADY_DUPLICATE: {
    title: 'Report joined to another',
    detail: 'The report was already joined to another one that says the same.',
  },
  REPORT_NOT_CLOSED: { title: 'Report still open', detail: 'The report is still open.' },
  REPORT_NOT_RESOLVED: { title: 'Report not closed', detail: 'The report has not been closed with an outcome.' },
  REPORT_ALREADY_RATED: { title: 'Report already rated', detail: 'The outcome of this report has already been rated.' },
  REOPENING_TOO_LATE: {
    title: 'Too late to reopen',
    detail: 'The days in which the report could be reopened are over; send a new one.',
  },
  DUPLICATE_OF_ITSELF: { title: 'Duplicate of itself', detail: 'A report cannot be the duplicate of itself.' },
  DUPLICATE_CYCLE: { title: 'Duplicates in a circle', detail: 'The other report was itself joined to this one.' },
  DUPLICATE_TARGET_NOT_FOUND: {
    title: 'Other report not found',
    detail: 'There is no report with the code given in `of`.',
  },
  DEADLINE_ALREADY_ESCALATED: { title: 'Already escalated', detail: 'This deadline has already been escalated.' },
  DUE_DATE_IN_THE_PAST: { title: 'Deadline in the past', detail: 'The deadline must lie in the future.' },
  REPORT_TEXT_REDACTED: {
    title: 'Text redacted',
    detail: 'The text of this report has been redacted: no text or place can be added to it any more.',
  },
  NO_TEXT_TO_MODERATE: {
    title: 'No text to moderate',
    detail:
      'At this revision of the report there is no text that the public or the reporter reads. See its history for the revisions.',
  },
  TOO_MANY_RESPONSE_TEMPLATES: {
    title: 'Too many response templates',
    detail: 'This Comune has as many response templates as it may have. Remove what is not used any more.',
  },
  DRY_RUN_TOO_LARGE: {
    title: 'Too many reports for a dry run',
    detail:
      'A dry run of routing rules takes 2,000 reports and ten seconds at most. Ask about a shorter time, with from and to; on the command line there is no such limit.',
  },
  DRY_RUN_UNDER_WAY: {
    title: 'A dry run is under way',
    detail: 'Another dry run of the rules of this Comune has not ended yet. Try again in a few seconds.',
  },
  FILE_TOO_LARGE: {
    title: 'File too large',
    detail:
      'A photo may have 10 MB and 40 megapixels, a document 20 MB; an image that is no photo, sometimes fewer megapixels. Send a smaller file, or a photo as JPEG.',
  },
  UNSUPPORTED_FILE_TYPE: {
    title: 'Type of file not accepted',
    detail:
      'Images: JPEG, PNG, WebP. Documents: PDF, DOCX and ODT without macros, plain text in UTF-8. What counts is the content, not the name.',
  },
  UNREADABLE_FILE: {
    title: 'Unreadable file',
    detail: 'The file is damaged, incomplete, or holds more than what it says it is. Save it anew and send it again.',
  },
  ATTACHMENT_NOT_FOUND: {
    title: 'Attachment not found',
    detail:
      'There is no such file here, or you may not see it. A file that no report took is removed after 24 hours: upload it again.',
  },
  ATTACHMENT_ALREADY_USED: {
    title: 'Attachment already used',
    detail: 'This file belongs to another report. Upload it again for this one.',
  },
  TOO_MANY_ATTACHMENTS: {
    title: 'Too many attachments',
    detail: 'This report has as many files as it may have.',
  },
  REPORT_FILES_ERASED: {
    title: 'Files erased',
    detail: 'The files of this report have been erased with its texts or its reporter: it takes no new ones.',
  },
  LOG_DIVERGED: {
    title: 'Service being restored',
    detail: 'The data are being brought back into agreement. Try again later.',
  },
  SERVICE_UNAVAILABLE: {
    title: 'Service unavailable',
    detail:
      'A part of the system does not answer. Repeat the request, with the same Idempotency-Key, after the seconds given in Retry-After.',
  },
  INTERNAL_ERROR: {
    title: 'Internal error',
    detail: 'Something went wrong on our side. When you write to us, give the traceId.',
  },
  METHOD_NOT_ALLOWED: {
    title: 'Method not allowed',
    detail: 'This address does not take this method; the header Allow lists those that it takes.',
  },
  HEADERS_TOO_LARGE: { title: 'Headers too large', detail: 'The headers of the request are larger than is accepted.' },
  REQUEST_TIMEOUT: { title: 'Request not complete in time', detail: 'The request did not arrive whole in time.' },
};
