"""What judges the detector: labelled documents, figures with their intervals, the quality gate, fairness.

No text is judged with what stands here. ``mtdetect evaluate`` measures a model on labelled documents;
``python -m quality.gate DATA`` holds the shipped one against its floors.
"""
