"""Charts of schedules: in the terminal, as SVG, PNG and HTML.

`figure.Figure` says what a chart shows, `terminal`, `chart` and `catalogue` lay it out, and `svg`, `png` and `html`
write it. The modules are imported one by one, because a command pays for what it loads.
"""
