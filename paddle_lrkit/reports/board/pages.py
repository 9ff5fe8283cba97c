"""Changes of VisualDL's pages: what is open at first, the smoothing, and texts with their lines."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.reports.board.application import change_application

CHART_PAGE = "/_dist_/components/ChartPage.js"
"""VisualDL's file that groups charts."""
FIRST_GROUPS = {
    "const l=e.toUpperCase(),h=a.toUpperCase()": (
        'const [l,h]=[e,a].map(name=>name==="rate"?" 0":name==="train"?" 1":name.toUpperCase())'
    ),
    "opened:a===0": 'opened:a===0||e[0]==="train"',
}
"""Parts of it -> what makes the groups ``rate`` and ``train`` the first ones, and open."""

_SET_SMOOTHING = """<script>
if (localStorage.getItem("lrkit_smoothing") !== "VALUE") {
  localStorage.setItem("lrkit_smoothing", "VALUE");
  localStorage.setItem("scalar_smoothing", "VALUE");
}
</script>"""
_TEXT_STYLE = """<style>
span.step + span.text { white-space: pre-wrap !important; font: 13px/1.5 monospace; }
</style>"""


def change_pages(server: Any, smoothing: float) -> None:
    """Makes the board open on the rate and the training values, with this smoothing, and texts keep their lines.

    VisualDL opens a page of its choice, there the first group of the alphabet, with a moving average of weight 0.6, and
    shows a text as one paragraph. The page keeps the value of the slider in the browser and ignores its own address. So
    a script stores the value there, once for each value: what the user chooses afterwards stays.

    Args:
        server: The module ``visualdl.server.app``.
        smoothing: Weight of the earlier values, at least 0 and below 1.
    """
    from flask import request

    head = f"<head>{_SET_SMOOTHING.replace('VALUE', f'{smoothing:g}')}{_TEXT_STYLE}"

    def change(response: Any) -> Any:
        if response.direct_passthrough:
            return response
        if response.location:
            response.location = response.location.replace("/app/index", "/app/scalar")
        if response.mimetype == "text/html":
            response.set_data(response.get_data().replace(b"<head>", head.encode(), 1))
        elif request.path.endswith(CHART_PAGE):
            script = response.get_data(as_text=True)
            for part, other in FIRST_GROUPS.items():
                script = script.replace(part, other, 1)
            response.set_data(script)
        return response

    change_application(server, lambda application: application.after_request(change))
