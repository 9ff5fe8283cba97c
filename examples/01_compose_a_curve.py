"""Compose a schedule from curves and ask it for any update."""

import paddle_lrkit as lrkit

curve = lrkit.curves.linear(0.0, 0.1, 500).then(lrkit.curves.cosine(0.1, 0.0, 9500))

print(curve)
for update in (0, 250, 500, 5250, 9999):
    print(f"update {update:>5}: {curve(update):.6f}")
print("length:", curve.length, "updates; peak:", curve.peak(curve.length))
