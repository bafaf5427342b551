/** What both layouts show, already in words. `quote` is what a person wrote. */
export interface LaidOutMail {
  readonly language: string;
  readonly subject: string;
  readonly title: string;
  readonly greeting: string;
  readonly lines: readonly string[];
  readonly quoteLabel?: string;
  readonly quote?: string;
  /** The same text, each line marked, so that in plain text it cannot pass for ours. */
  readonly quotedLines?: readonly string[];
  readonly link: string;
  readonly linkLabel: string;
  readonly linkHint: string;
  /** For who follows: how to stop. */
  readonly stopLink?: string;
  readonly stopLabel?: string;
  readonly codeLabel: string;
  /** Of the report that it is about; of none, when it is about all of somebody's. */
  readonly code?: string;
  readonly footer: string;
}

/** Rendered with escaping. One column, real headings and text (WCAG 2.1 AA: contrast at least 7:1, language declared, link named). */
export const htmlLayout = `<!doctype html>
<html lang="{{language}}">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>{{subject}}</title>
</head>
<body style="margin:0;padding:24px;background:#ffffff;color:#17324d;font-family:'Titillium Web',Arial,sans-serif;font-size:16px;line-height:1.5">
<main style="max-width:600px;margin:0 auto">
<h1 style="font-size:22px;line-height:1.3;margin:0 0 16px">{{title}}</h1>
<p>{{greeting}}</p>
{{#each lines}}
<p>{{this}}</p>
{{/each}}
{{#if quote}}
<p style="margin-bottom:4px"><strong>{{quoteLabel}}</strong></p>
<blockquote style="margin:0 0 16px;padding:8px 16px;border-left:4px solid #004d99;white-space:pre-line">{{quote}}</blockquote>
{{/if}}
<p><a href="{{link}}" style="display:inline-block;padding:12px 20px;background:#004d99;color:#ffffff;border-radius:4px;text-decoration:underline">{{linkLabel}}</a></p>
<p>{{linkHint}}</p>
{{#if code}}
<p>{{codeLabel}}: <strong>{{code}}</strong></p>
{{/if}}
<hr style="border:0;border-top:1px solid #5c6f82" />
{{#if stopLink}}
<p><a href="{{stopLink}}" style="color:#004d99">{{stopLabel}}</a></p>
{{/if}}
<p style="font-size:14px">{{footer}}</p>
</main>
</body>
</html>
`;

/** Rendered without escaping: it is plain text. */
export const textLayout = `{{greeting}}

{{#each lines}}
{{this}}

{{/each}}
{{#if quotedLines}}
{{quoteLabel}}
{{#each quotedLines}}
> {{this}}
{{/each}}

{{/if}}
{{linkLabel}}: {{link}}
{{linkHint}}

{{#if code}}
{{codeLabel}}: {{code}}

{{/if}}
--{{! the signature mark of RFC 3676, section 4.3, ends with a blank }} 
{{#if stopLink}}
{{stopLabel}}: {{stopLink}}
{{/if}}
{{footer}}
`;
