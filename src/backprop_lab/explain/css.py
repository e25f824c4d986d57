"""The style sheets of an explanation: one for the element, which takes on the colours around it, one for the file."""

FRAGMENT = """\
& { max-width: 56rem; line-height: 1.5; overflow-wrap: break-word; }
& :is(h1, h2, h3, h4, h5, h6) { line-height: 1.25; margin: 2em 0 .6em; }
& h1 { margin-top: 0; font-size: 1.6em; }
& p { margin: .4em 0; }
& .given { list-style: none; display: grid; grid-template-columns: repeat(auto-fill, minmax(var(--wide, 10em), 1fr)); }
& .given { gap: .3em 1.2em; margin: .6em 0; padding: 0 0 0 1em; }
& .given li { margin: 0; }
& .step { margin: 1.1em 0; break-inside: avoid; }
& .step > p { margin: 0 0 .3em; font-size: .92em; opacity: .8; }
& .chain { display: grid; grid-template-columns: minmax(4.5em, max-content) minmax(0, 1fr); gap: .35em .3em; }
& .chain { align-items: baseline; overflow: auto hidden; padding: .3em 0; }
& .chain > math { justify-self: end; margin: 0; }
& .side { grid-column: 2; white-space: nowrap; }
& .together { white-space: normal; }
& .side math { display: inline math; math-style: normal; }
& .more { padding-left: 2em; }
& .mark { font-size: .85em; font-weight: 600; white-space: nowrap; }
& .side .mark { margin-left: 1em; }
& .dead .chain, & td.dead { opacity: .72; }
& .note { border-left: .25em solid currentColor; padding-left: .75em; }
& .wide { overflow: auto hidden; }
& table { border-collapse: collapse; margin: 1em 0; font-variant-numeric: tabular-nums; }
& :is(th, td) { padding: .2em .8em; text-align: right; font-weight: normal; white-space: nowrap; background: none; }
& thead th { font-weight: 600; border-bottom: 1px solid currentColor; }
& tbody th { text-align: left; }
& .kind th { font-style: italic; padding-top: .9em; white-space: normal; }
& .full { overflow-wrap: anywhere; padding-left: 2em; text-indent: -2em; }
@media print { & .chain, & .wide { overflow: visible; } }
""".replace("&", ".backprop-lab-explain")

PAGE = """\
:root { color-scheme: light dark; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 56rem; font: 1rem system-ui, sans-serif; }
body { color: #1b1b1b; background: #fff; }
@media (prefers-color-scheme: dark) { body { color: #e6e6e6; background: #161616; } }
@media print {
  body { color: #000; background: #fff; max-width: none; padding: 0; font-size: 10pt; }
  @page { margin: 18mm; }
}
"""
