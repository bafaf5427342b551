/** Runs in the reader's browser; `given` stands before it. Texts of people are set as text, never as HTML. */
export const MY_REPORTS_SCRIPT = `
(() => {
  const { language, timeZone, municipality, texts } = given;
  const token = decodeURIComponent(location.hash.slice(1));
  const address = '/api/v1/my-reports?lang=' + language;
  const headers = { 'Accept-Language': language, 'X-Municipality': municipality };
  const byId = (id) => document.getElementById(id);
  document.querySelectorAll('nav a').forEach((link) => { link.hash = location.hash; });
  const dated = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone });
  const tell = (text) => {
    byId('message').textContent = text;
    if (text) byId('message').focus();
  };
  byId(token ? 'opening' : 'asking').hidden = false;

  const line = (report) => {
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = report.links.page;
    link.textContent = report.subject || report.code;
    const about = document.createElement('div');
    about.textContent = report.code + ' · ' + report.statusLabel + ' · ' + dated.format(new Date(report.submittedAt));
    item.append(link, about);
    return item;
  };

  let next = '';
  let busy = false;
  const load = async () => {
    if (busy) return;
    busy = true;
    try {
      const answer = await fetch(address + (next ? '&cursor=' + encodeURIComponent(next) : ''), {
        headers: { ...headers, Authorization: 'Bearer ' + token },
        cache: 'no-store',
      });
      if (answer.status === 401) {
        byId('asking').hidden = false;
        return tell(texts.expired);
      }
      if (!answer.ok) return tell(texts.unreachable);
      const list = await answer.json();
      byId('reports').append(...list.items.map(line));
      byId('reports').hidden = false;
      next = list.next || '';
      byId('more').hidden = !next;
      tell(list.total ? '' : texts.none);
    } catch {
      tell(texts.unreachable);
    } finally {
      busy = false;
    }
  };
  byId('opening').addEventListener('submit', (event) => {
    event.preventDefault();
    byId('opening').hidden = true;
    load().then(() => { byId('opening').hidden = !byId('reports').hidden || !byId('asking').hidden; });
  });
  byId('more').addEventListener('click', load);

  // Not randomUUID: browsers have it on HTTPS alone.
  const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  let last = {};
  byId('asking').addEventListener('submit', async (event) => {
    event.preventDefault();
    const body = JSON.stringify({ email: byId('email').value.trim() });
    if (last.body !== body) last = { body, key: newKey() };
    try {
      const answer = await fetch(address, {
        method: 'POST',
        headers: { ...headers, 'Content-Type': 'application/json', 'Idempotency-Key': last.key },
        body,
      });
      const told = await answer.json();
      if (!answer.ok) return tell(told.detail);
      last = {};
      byId('asking').hidden = true;
      tell(texts.asked);
    } catch {
      tell(texts.unreachable);
    }
  });
})();
`;
