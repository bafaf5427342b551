/** One event's worth of bytes, the same for every store: about what a submitted report weighs (560 bytes of data, 330 of metadata). */
export const data = {
  code: '0000000000',
  kind: 'issue',
  category: 'potholes',
  channel: 'web',
  visibility: 'public',
  proposedDepartment: 'roads',
  dueBy: '2026-12-30T22:59:59.000Z',
  rulesVersion: 'a1b2c3d4',
  location: { lat: 41.4917, lon: 13.8314 },
  language: 'it',
  sealedText: 'x'.repeat(300),
};

export const metadata = {
  municipalityId: 'borgo-esempio',
  commandId: '00000000-0000-5000-8000-000000000000',
  correlationId: '00000000-0000-5000-8000-000000000000',
  causationId: '00000000-0000-5000-8000-000000000000',
  actor: { kind: 'anonymous' },
  occurredAt: '2026-11-21T10:00:00.000Z',
  recordedAt: '2026-11-21T10:00:00.000Z',
  schemaVersion: 1,
};

/** What a citizen sends, and what the ticket desk is sent. */
export const report = {
  type: 'issue',
  category: 'potholes',
  subject: 'Buca profonda davanti alla scuola',
  description:
    'Sulla carreggiata, all’altezza del passaggio pedonale, si è aperta una buca larga circa mezzo metro. Con la pioggia non si vede e i motorini sbandano. '.repeat(
      2,
    ),
  location: { lat: 41.4917, lon: 13.8314, address: 'Via della Scuola 12' },
  reporter: { name: 'Prova Di Carico', email: 'carico@example.org' },
  privacyAccepted: true,
};
