"""``python -m paddle_lrkit`` is ``lrkit``.

``python paddle_lrkit`` is it too: this is how Paddle's launcher starts ``-m paddle_lrkit`` in a checkout.
"""

import sys
from pathlib import Path

if not __package__:
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from paddle_lrkit.cli.main import main

if __name__ == "__main__":
    main()
