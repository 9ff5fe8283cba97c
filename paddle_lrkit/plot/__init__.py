"""Charts of schedules: in the terminal, as SVG, PNG and HTML.

Functions such as `schedule_chart.schedule_chart` build a `chart.Chart`. `terminal` draws it as text; `picture` turns it
into a `scene.Scene`, which `svg`, `png` and `html` write. Import the modules one by one: a
command pays for what it loads.
"""
