"""How far does counting get on the shipped corpus? Logistic regression on characters and on runs of characters.

python benchmarks/text_baselines.py
"""

from __future__ import annotations

from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from paddle_lrkit.train.data.toy.corpus import Corpus


def labelled(split: str) -> tuple[list[str], list[int]]:
    corpus = Corpus(split)
    return corpus.texts, [corpus[index][1] for index in range(len(corpus))]


def test_accuracy(longest: int) -> float:
    """Test accuracy with runs of up to ``longest`` characters; the strength of the penalty is chosen on dev."""
    (texts, labels), (dev_texts, dev_labels), (test_texts, test_labels) = map(labelled, ("train", "dev", "test"))
    count = CountVectorizer(analyzer="char", ngram_range=(1, longest))
    features, dev_features = count.fit_transform(texts), count.transform(dev_texts)
    models = [LogisticRegression(C=strength, max_iter=2000).fit(features, labels) for strength in (0.1, 1.0, 10.0)]
    best = max(models, key=lambda model: model.score(dev_features, dev_labels))
    return float(best.score(count.transform(test_texts), test_labels))


if __name__ == "__main__":
    for longest in (1, 2, 3):
        print(f"runs of up to {longest} characters: test accuracy {test_accuracy(longest):.3f}")
