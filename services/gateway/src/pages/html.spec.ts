import { html, scriptJson } from './html';

describe('HTML', () => {
  it('escapes whatever is put in, also in attributes, and leaves out what is not there', () => {
    const name = `"><script>alert('1')</script>&`;
    expect(html`<a title="${name}">${name}</a>${undefined}`.text).toBe(
      '<a title="&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;">&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;</a>',
    );
  });

  it('takes HTML made the same way as it is, also in lists', () => {
    expect(
      html`<ul>
        ${['a', '<'].map((item) => html`<li>${item}</li>`)}
      </ul>`.text,
    ).toContain('<li>a</li><li>&lt;</li>');
  });

  it('never lets data end the script it stands in', () => {
    const text = scriptJson({ name: '</script><!--\u2028' }).text;
    expect(text).not.toContain('<');
    expect(text).not.toContain('\u2028');
    expect(JSON.parse(text)).toEqual({ name: '</script><!--\u2028' });
  });
});
