"""Quality: what the shipped model is held to, outside the package: the gate, its floors, fairness."""
