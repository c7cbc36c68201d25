"""Made corpora for the benchmarks: seeded, so that two runs measure the same."""
