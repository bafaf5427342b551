import type { PageTexts } from '../language/catalogue';
import { html, type Html } from './html';

const RATINGS = [1, 2, 3, 4, 5] as const;

/**
 * What who reported can do on the status page: answer, rate, withdraw. Each form has the name of the call that it makes; the script shows
 * those that the state of the report allows. `post`, so that without the script no text could end up in an address.
 */
export function reporterForms(texts: PageTexts['status']['forms']): Html {
  return html`<p id="outcome" role="status" tabindex="-1"></p>
    <form id="information" method="post" hidden>
      <h2>${texts.information}</h2>
      <label for="answer">${texts.answer}</label>
      <textarea id="answer" name="answer" rows="5" maxlength="5000" required></textarea>
      <button>${texts.send}</button>
    </form>
    <form id="rating" method="post" hidden>
      <fieldset>
        <legend>${texts.rating}</legend>
        ${RATINGS.map(
          (rating) => html`<label><input type="radio" name="rating" value="${rating}" required /> ${rating}</label> `,
        )}
      </fieldset>
      <label for="comment">${texts.comment}</label>
      <textarea id="comment" name="comment" rows="3" maxlength="2000"></textarea>
      <button>${texts.send}</button>
    </form>
    <form id="withdrawal" method="post" hidden>
      <details>
        <summary>${texts.withdrawal}</summary>
        <label for="reason">${texts.reason}</label>
        <textarea id="reason" name="reason" rows="3" maxlength="2000"></textarea>
        <button>${texts.withdraw}</button>
      </details>
    </form>`;
}

/**
 * Part of the page's script, in the scope of `token`, `texts`, `address`, `headers`, `byId` and `load`. A text that could not be sent is sent
 * again under the same key, so that it counts once. `awaited` is the revision that the last change made.
 */
export const FORMS_SCRIPT = `
  let awaited = -1;
  const open = ['submitted', 'assigned', 'in_progress', 'waiting_for_reporter'];
  const offer = (report) => {
    byId('information').hidden = !token || report.status !== 'waiting_for_reporter';
    byId('rating').hidden = !token || report.status !== 'resolved' || Boolean(report.rating);
    byId('withdrawal').hidden = !token || !open.includes(report.status);
  };
  const tell = (text) => {
    byId('outcome').textContent = text;
    byId('outcome').focus();
  };
  // Not randomUUID: browsers have it on HTTPS alone.
  const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const written = (form) => {
    const fields = Object.fromEntries([...new FormData(form)].filter(([, text]) => text.trim()));
    return JSON.stringify(fields.rating ? { ...fields, rating: Number(fields.rating) } : fields);
  };

  ['information', 'rating', 'withdrawal'].forEach((name) => {
    const form = byId(name);
    let last = {};
    let sending = false;
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      if (sending) return;
      sending = true;
      const body = written(form);
      if (last.body !== body) last = { body, key: newKey() };
      try {
        const answer = await fetch(address + '/' + name + '?lang=' + language, {
          method: 'POST',
          headers: { ...headers, 'Content-Type': 'application/json', 'Idempotency-Key': last.key },
          body,
        });
        const told = await answer.json();
        if (!answer.ok) return tell(told.detail);
        awaited = told.revision;
        last = {};
        form.reset();
        form.hidden = true;
        tell(texts.forms.sent);
        load();
      } catch {
        tell(texts.forms.notSent);
      } finally {
        sending = false;
      }
    });
  });
`;
