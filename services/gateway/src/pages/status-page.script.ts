import { FORMS_SCRIPT } from './reporter-forms';

/** Runs in the reader's browser; `given` stands before it. Texts of people are set as text, never as HTML. */
export const STATUS_SCRIPT = `
(() => {
  const { code, language, timeZone, municipality, texts } = given;
  const token = decodeURIComponent(location.hash.slice(1));
  const address = '/api/v1/reports/' + code;
  const headers = { 'Accept-Language': language, 'X-Municipality': municipality, ...(token ? { 'X-Report-Token': token } : {}) };
  const byId = (id) => document.getElementById(id);
  const languageLink = (link) => { link.hash = location.hash; };
  document.querySelectorAll('nav a').forEach(languageLink);
  const dated = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone });
  const time = (iso) => {
    const element = document.createElement('time');
    element.dateTime = iso;
    element.textContent = dated.format(new Date(iso));
    return element;
  };
  const place = (where) => where && (where.address || (where.lat + ', ' + where.lon));

  const facts = (report) => {
    const rows = [
      [texts.submitted, time(report.submittedAt)],
      [texts.due, time(report.dueBy)],
      [texts.category, report.categoryLabel],
      [texts.department, report.departmentName],
      [texts.place, place(report.location)],
    ].filter(([, value]) => value);
    byId('facts').replaceChildren(...rows.flatMap(([name, value]) => {
      const term = document.createElement('dt');
      term.textContent = name;
      const description = document.createElement('dd');
      description.append(value);
      return [term, description];
    }));
  };

  const step = (entry) => {
    const item = document.createElement('li');
    const label = document.createElement('strong');
    label.textContent = entry.label;
    item.append(label, document.createElement('br'), time(entry.at));
    const told = [entry.departmentName, entry.note].filter(Boolean);
    for (const text of told) {
      const line = document.createElement('div');
      line.className = 'text';
      line.textContent = text;
      item.append(line);
    }
    return item;
  };

  const show = (report) => {
    byId('message').hidden = true;
    byId('report').hidden = false;
    byId('status').textContent = texts.state + ': ' + report.statusLabel + (report.outcomeLabel ? ' (' + report.outcomeLabel + ')' : '');
    facts(report);
    byId('subject').firstElementChild.textContent = report.subject || '';
    byId('description').textContent = report.description || texts.withheld;
    byId('steps').replaceChildren(...report.timeline.map(step));
    offer(report);
  };

  const fail = (text) => {
    byId('message').hidden = false;
    byId('message').textContent = text;
  };

  let shown = -1;
  const load = async () => {
    try {
      const answer = await fetch(address + '?lang=' + language, { headers, cache: 'no-store' });
      if (answer.status === 404) return fail(texts.notFound);
      if (!answer.ok) throw new Error(String(answer.status));
      const report = await answer.json();
      if (report.revision < shown) return;
      // The page is made a moment after the change that it shows.
      if (report.revision < awaited) return void setTimeout(load, 500);
      shown = report.revision;
      show(report);
    } catch {
      fail(texts.unreachable);
      setTimeout(load, 5000);
    }
  };

${FORMS_SCRIPT}
  const events = new EventSource(address + '/live');
  events.onopen = () => { byId('live').textContent = texts.live; };
  events.onerror = () => { byId('live').textContent = texts.notLive; };
  events.onmessage = (event) => { if (Number(event.lastEventId) > shown) load(); };
  load();
})();
`;
