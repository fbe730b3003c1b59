"""Running: batches, processes, threads and memory."""
