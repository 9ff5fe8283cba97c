"""``python -m paddle_lrkit`` is ``lrkit``.

``python paddle_lrkit`` is it too: this is how Paddle's launcher starts ``-m paddle_lrkit`` in a checkout.
"""

import os
import sys

if not __package__:
    sys.path[0] = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))

from paddle_lrkit.cli.main import main

if __name__ == "__main__":
    main()
