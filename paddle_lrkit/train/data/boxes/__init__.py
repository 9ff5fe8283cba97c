"""Images with boxes: data sets, transforms, batches."""
