import { describe, expect, it } from 'vitest';
import { html } from '../../activities/report/html.js';
import { page } from '../../activities/report/page.js';

describe('markup', () => {
  it.each([
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['" onload="x', '&quot; onload=&quot;x'],
    ["' onload='x", '&#39; onload=&#39;x'],
    ['a &amp; b', 'a &amp;amp; b'],
    ['\u001b[31mred', '\uFFFD[31mred'],
    ['safe\u202Egpj.exe', 'safe\uFFFDgpj.exe'],
    ['two\nlines', 'two lines'],
  ])('shows %j as text', (hostile, shown) => {
    expect(html`<p title="${hostile}">${hostile}</p>`.markup).toBe(`<p title="${shown}">${shown}</p>`);
  });

  it('takes markup made by itself as it is, in lists too', () => {
    expect(html`<ul>${['<a>', '<b>'].map((text) => html`<li>${text}</li>`)}</ul>`.markup).toBe(
      '<ul><li>&lt;a&gt;</li><li>&lt;b&gt;</li></ul>',
    );
  });

  it('writes nothing for what is absent', () => {
    expect(html`[${null}${undefined}]`.markup).toBe('[]');
  });
});

describe('a page', () => {
  const document = page('<title>', html`<p>body</p>`);

  it('fetches nothing and runs nothing', () => {
    expect(document).toContain('default-src &#39;none&#39;');
    expect(document).not.toMatch(/<script|<link|<img|https?:/);
  });

  it('escapes its title', () => {
    expect(document).toContain('<title>&lt;title&gt;</title>');
  });
});
