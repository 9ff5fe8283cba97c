"""Text detection and recognition: what PaddleOCR's configs do."""

from __future__ import annotations

from paddle_lrkit.advise.row import Because, Form, Ramp, Row
from paddle_lrkit.advise.when import When
from paddle_lrkit.text import Bilingual

ROWS = (
    Row(
        key="ocr",
        case=Bilingual("OCR, Adam", "文字识别与检测，Adam"),
        when=When(tasks=("ocr",), families=("ocr",), optimizers=("adam",)),
        form=Form("cosine"),
        schedule=Because(
            Bilingual(
                "Cosine to 0, as PP-OCRv3 and v4 are trained. No comparison with other decays is known here.",
                "余弦衰减到 0，与 PP-OCRv3、v4 的训练一致；目前没有与其他衰减方式的对比。",
            ),
            ("ocr-rec-zoo",),
            "B",
        ),
        ramp=Ramp("5ep", most="5%", start=0.01),
        warmup=Because(
            Bilingual("Five epochs; 5% of a short run at most.", "五轮；训练较短时不超过全程的 5%。"),
            ("ocr-rec-zoo",),
            "B",
        ),
        ending=Because(
            Bilingual("PaddleOCR's Cosine has no other end than 0.", "PaddleOCR 的 Cosine 只能以 0 结束。"),
            ("ocr-rec-zoo",),
            "B",
        ),
    ),
)
