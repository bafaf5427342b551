import assigned from './report.assigned.v1.json';
import deadlineChanged from './report.deadline-changed.v1.json';
import deadlineRecomputed from './report.deadline-recomputed.v1.json';
import deadlineReminded from './report.deadline-reminded.v1.json';
import escalated from './report.escalated.v1.json';
import fileAttached from './report.file-attached.v1.json';
import informationProvided from './report.information-provided.v1.json';
import informationRequestCancelled from './report.information-request-cancelled.v1.json';
import informationRequested from './report.information-requested.v1.json';
import markedDuplicate from './report.marked-duplicate.v1.json';
import noteAdded from './report.note-added.v1.json';
import prioritised from './report.prioritised.v1.json';
import rated from './report.rated.v1.json';
import reclassifiedBeforeRouting from './report.reclassified.v1.json';
import reclassified from './report.reclassified.v1.routed.json';
import rejected from './report.rejected.v1.json';
import relocatedBeforeRouting from './report.relocated.v1.json';
import relocated from './report.relocated.v1.routed.json';
import reopened from './report.reopened.v1.json';
import reporterErased from './report.reporter-erased.v1.json';
import resolved from './report.resolved.v1.json';
import submittedBeforeRouting from './report.submitted.v1.json';
import submitted from './report.submitted.v1.routed.json';
import textModerated from './report.text-moderated.v1.json';
import textRedacted from './report.text-redacted.v1.json';
import visibilitySet from './report.visibility-set.v1.json';
import withdrawn from './report.withdrawn.v1.json';
import workStarted from './report.work-started.v1.json';

/** Every form in which a fact of a report was ever stored, the current ones and all that came before: they stay for ever. */
export const GOLDENS = [
  assigned,
  deadlineChanged,
  deadlineRecomputed,
  deadlineReminded,
  escalated,
  fileAttached,
  informationProvided,
  informationRequestCancelled,
  informationRequested,
  markedDuplicate,
  noteAdded,
  prioritised,
  rated,
  reclassified,
  rejected,
  relocated,
  reopened,
  reporterErased,
  resolved,
  submitted,
  textModerated,
  textRedacted,
  visibilitySet,
  withdrawn,
  workStarted,
];

/** The same version before it got fields that may be absent: read as they are, for ever. */
export const EARLIER_FORMS = [reclassifiedBeforeRouting, relocatedBeforeRouting, submittedBeforeRouting];
