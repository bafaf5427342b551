/** Of all pages. Colours hold a contrast of at least 7:1 (WCAG 2.2, AAA). */
export const STYLE = `
*{box-sizing:border-box}
body{margin:0;font:1.0625rem/1.6 system-ui,sans-serif;color:#17324d;background:#fff}
header,main,footer{max-width:46rem;margin:0 auto;padding:1rem}
header{border-bottom:4px solid #004d99}
h1{font-size:1.75rem;line-height:1.25;margin:.5rem 0}
h2{font-size:1.25rem;margin:1.5rem 0 .5rem}
a{color:#004080}
a:focus-visible,summary:focus-visible,input:focus-visible,textarea:focus-visible,button:focus-visible{outline:3px solid #b35900;outline-offset:2px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}
dt{font-weight:600}
dd{margin:0}
ol.steps{list-style:none;margin:0;padding:0}
ol.steps li{border-left:4px solid #004d99;padding:.25rem 0 .75rem 1rem}
time{color:#3d5266}
.status{font-weight:700;font-size:1.25rem}
.text{white-space:pre-wrap;overflow-wrap:anywhere}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f0f4f8;padding:.75rem}
article{border:1px solid #c3ccd6;padding:.5rem 1rem;margin:1rem 0}
code{overflow-wrap:anywhere}
form{margin:1.5rem 0}
textarea{display:block;width:100%;margin:.25rem 0 .75rem;font:inherit}
fieldset{margin:0 0 .75rem;border:1px solid #5a6872}
fieldset label{margin-right:1rem}
.method{display:inline-block;min-width:4.5rem;font-weight:700}
[hidden]{display:none}
`;
