"""The grid behind PaddleNLP's CLUE table: 4 rates x 3 batch sizes, the best on the evaluation data wins.

With a config and overrides as arguments it runs in earnest, for example on configs/text/ernie3.0_base_tnews_linear.yml;
without, a few updates on the small corpus that ships with the package show how it goes.
"""

import sys
from itertools import product
from pathlib import Path

from paddle_lrkit.train.loop import train
from paddle_lrkit.train.session import open_session

tiny = str(Path(__file__).resolve().parent.parent / "configs" / "text" / "ernie_tiny_corpus_linear.yml")
short = ["Global.epochs=null", "Global.updates=4", "Train.dataset.split=dev", "Train.num_samples=800"]
config, *options = sys.argv[1:] or [tiny, *short]

results = {}
for rate, batch in product((1e-5, 2e-5, 3e-5, 5e-5), (16, 32, 64)):
    grid = [f"Optimizer.lr.learning_rate={rate}", f"Train.loader.batch_size={batch}"]
    session = open_session(config, [*options, *grid, f"Global.output_dir=output/grid/{rate:g}_{batch}"])
    results[rate, batch] = train(session, quiet=True).value
    print(f"rate {rate:g}, batch {batch}: {results[rate, batch]:.4f}")
print("best (rate, batch):", max(results, key=results.get))
